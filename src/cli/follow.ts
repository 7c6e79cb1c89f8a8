import { backoff } from "../client/backoff.ts";
import { pause } from "../demo/pause.ts";
import { CLOSE } from "../protocol/close_code.ts";
import { printError } from "./print.ts";

/** How to connect, what to send each time, and what to do with a frame. */
export interface Following {
  readonly url: string;
  readonly connect: () => Promise<WebSocket>;
  readonly command: string | undefined;
  readonly receive: (frame: string) => void;
}

/** How one connection ended; `heldMs` is how long it was open, `null` if it never was. */
interface Ended {
  readonly code: number;
  readonly reason: string;
  readonly heldMs: number | null;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const DONE = 1000;
const LOST = 1006;
/** Away, lost, failed, restarting, overloaded (RFC 6455, section 7.4.1, and its registry). */
const PASSING: readonly number[] = [1001, LOST, 1011, 1012, 1013];
const LACKS_RIGHTS: readonly number[] = [CLOSE.signIn.code, CLOSE.notAllowed.code];
const HINT =
  "\nHint: give BOARDCAST_TOKEN who may; `boardcast token` mints one with --user-id, --role, --msp, --school or --claim";

/**
 * Stays connected until `signal` is aborted or the server is done. The first connection must come about; after one
 * that did it connects again, as long as the close codes allow.
 * @throws Error when the server cannot be reached or refuses, and what `receive` throws
 */
export async function follow(following: Following, signal: AbortSignal): Promise<void> {
  let hasBeenOpen = false;
  for (let attempt = 1; !signal.aborted; attempt++) {
    const { code, reason, heldMs } = await followOnce(following, signal);
    if (code === DONE) return;
    hasBeenOpen ||= heldMs !== null;
    if (!hasBeenOpen) throw new Error(`Cannot reach ${following.url}`);
    if (heldMs !== null) reportEnd(code, reason);
    // A connection that ends soon after it was opened is no reason to try faster.
    if (heldMs !== null && heldMs > LONGEST_DELAY) attempt = 1;
    await pause(Math.random() * Math.min(LONGEST_DELAY, backoff(FIRST_DELAY, attempt)), signal);
  }
}

/** Until the connection has ended, or `signal` is aborted, which does not wait for the server. */
async function followOnce({ connect, command, receive }: Following, signal: AbortSignal): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const socket = await connect();
  const leave = () => resolve({ code: DONE, reason: "", heldMs: null });
  let openedAt: number | null = null;
  socket.onopen = () => {
    openedAt = performance.now();
    if (command !== undefined) socket.send(command);
  };
  socket.onmessage = ({ data }) => {
    try {
      receive(data);
    } catch (error) {
      reject(error);
    }
  };
  socket.onclose = ({ code, reason }) => {
    const heldMs = openedAt === null ? null : performance.now() - openedAt;
    // Deno reports a connection that broke off as 0.
    resolve({ code: code || LOST, reason, heldMs });
  };
  signal.addEventListener("abort", leave);
  if (signal.aborted) leave();
  return await promise.finally(() => {
    signal.removeEventListener("abort", leave);
    socket.close(DONE);
  });
}

/** Says that the connection was lost. @throws Error when it must not be opened again */
function reportEnd(code: number, reason: string): void {
  const why = `${code} ${reason}`.trim();
  if (mayReconnect(code)) return printError(`Lost the connection (${why}); connecting again`);
  throw new Error(`The server ended it: ${why}${LACKS_RIGHTS.includes(code) ? HINT : ""}`);
}

function mayReconnect(code: number): boolean {
  return PASSING.includes(code) || (code >= 4000 && code < 4400);
}
