import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from "react";
import { useBoard } from "../../client/react.ts";
import type { JsonObject } from "../../protocol/message.ts";

/** What pings tell of the server's clock, and of the way there. */
export interface ServerClock {
  /** By how much the server's clock is ahead of this browser's, in ms. */
  readonly ahead: number;
  /** How long the last ping and its answer were on their way, in ms; `null` before the first. */
  readonly roundTrip: number | null;
}

const UNKNOWN: ServerClock = { ahead: 0, roundTrip: null };

/** Clocks that differ by less, in ms, are the same: it is the way that is uneven. */
const SAME = 1_000;

const Clock = createContext(UNKNOWN);

/** Follows the pings of the nearest board, for all below. */
export function ServerClockProvider({ children }: { children?: ReactNode }): ReactElement {
  const { client } = useBoard();
  const [clock, setClock] = useState(UNKNOWN);
  useEffect(() => {
    setClock(UNKNOWN);
    return client.on("$pong", ({ sent, received }: JsonObject) => {
      setClock(serverClock({ sent: Number(sent), received: Number(received), now: Date.now() }));
    });
  }, [client]);
  return createElement(Clock.Provider, { value: clock }, children);
}

/** How the server's clock stands to this browser's, and how far away it is. */
export function useServerClock(): ServerClock {
  return useContext(Clock);
}

/** What one ping tells: all in ms since 1970, `received` by the server's clock, the others by the browser's. */
export function serverClock(
  { sent, received, now }: { sent: number; received: number; now: number },
): ServerClock {
  const roundTrip = Math.max(0, now - sent);
  const ahead = received - (sent + roundTrip / 2);
  return { roundTrip, ahead: Math.abs(ahead) < SAME ? 0 : ahead };
}
