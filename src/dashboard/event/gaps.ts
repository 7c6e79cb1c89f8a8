import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { useBoard } from "../../client/react.ts";
import type { JsonObject } from "../../protocol/message.ts";
import { useLink } from "./link_state.ts";

/** A time of which nothing, or not everything, is known. */
export interface MissingInterval {
  /** In ms since 1970. */
  readonly since: number;
  /** `null` as long as it goes on. */
  readonly until: number | null;
  /** Why, in words. */
  readonly cause: string;
  /** `null` for all groups. */
  readonly group: string | null;
}

/** So many are remembered. */
const MAX_GAPS = 200;

const CAUSES: Readonly<Record<string, string>> = {
  trimmed: "more was published than is kept",
  restarted: "the record began anew",
  backend: "the server had lost its backend",
};

const Gaps = createContext<readonly MissingInterval[]>([]);

/** Remembers what is missing of the nearest board, for all below. */
export function GapsProvider({ children }: { children?: ReactNode }): ReactElement {
  const { client } = useBoard();
  const { name, since } = useLink();
  const [told, setTold] = useState<readonly MissingInterval[]>([]);
  useEffect(() => {
    setTold([]);
    return client.on("$gap", (gap: JsonObject) => {
      setTold((before) => [...before, missing(gap)].slice(-MAX_GAPS));
    });
  }, [client]);
  const isLost = name === "lost" || name === "refused";
  const gaps = useMemo(() => {
    const now = { since, until: null, cause: "this browser lost the server", group: null };
    return isLost ? [...told, now] : told;
  }, [told, isLost, since]);
  return createElement(Gaps.Provider, { value: gaps }, children);
}

/** What is missing of the board: what could not be caught up with, and the time since the connection is lost. */
export function useGaps(): readonly MissingInterval[] {
  return useContext(Gaps);
}

function missing({ group, since, until, cause }: JsonObject): MissingInterval {
  const end = Number(until);
  return {
    since: Number(since ?? end),
    until: end,
    cause: CAUSES[String(cause)] ?? String(cause),
    group: String(group),
  };
}
