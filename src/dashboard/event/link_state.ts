import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from "react";
import type { Status } from "../../client/board_connection.ts";
import type { AnyClient } from "../../client/react_losses.ts";
import { useBoard } from "../../client/react.ts";

/** How this browser and the server are connected. */
export interface LinkState {
  /** `refused`: for good, `code` says why. */
  readonly name: "connecting" | "live" | "lost" | "refused";
  /** Since when, over all tries, in ms since 1970. */
  readonly since: number;
  /** How many tries there were since it is lost. */
  readonly attempt: number;
  /** When the next try comes, in ms since 1970; `null` if none is waited for. */
  readonly nextTry: number | null;
  readonly code: number | null;
  readonly reason: string | null;
}

const Link = createContext<LinkState | null>(null);

/** Follows the connection of the nearest board, for all below. */
export function LinkProvider({ children }: { children?: ReactNode }): ReactElement {
  const { client } = useBoard();
  const [link, setLink] = useState(() => initialLink(client));
  useEffect(() => {
    setLink(initialLink(client));
    return client.on("$status", (status: Status) => setLink((before) => nextLink(before, status)));
  }, [client]);
  return createElement(Link.Provider, { value: link }, children);
}

/** How this browser and the server of the board are connected. */
export function useLink(): LinkState {
  const link = useContext(Link);
  if (!link) throw new Error("No link: put a <LinkProvider> around the component");
  return link;
}

/** What the link is after `status`, when it was `before`. */
export function nextLink(before: LinkState, { name, since, retryIn, code, reason }: Status): LinkState {
  const next = { since, attempt: 0, nextTry: null, code, reason };
  if (name === "live" || name === "catching up") {
    return { ...next, name: "live", since: before.name === "live" ? before.since : since };
  }
  if (name === "refused") return { ...next, name };
  const isLost = before.name === "lost";
  if (name === "connecting") return isLost ? before : { ...next, name };
  return {
    ...next,
    name: "lost",
    since: isLost ? before.since : since,
    attempt: retryIn === null ? before.attempt : before.attempt + 1,
    nextTry: retryIn === null ? null : since + retryIn,
  };
}

/** A client that nobody has had connect yet is about to be. */
function initialLink({ status }: AnyClient): LinkState {
  const connecting = { ...status, name: "connecting" } as const;
  const link = {
    name: "connecting",
    since: status.since,
    attempt: 0,
    nextTry: null,
    code: null,
    reason: null,
  } as const;
  return nextLink(link, status.name === "closed" ? connecting : status);
}
