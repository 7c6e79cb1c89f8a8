import { getLogger } from "@logtape/logtape";

const log = getLogger(["boardcast", "board"]);

/** Does `work` every `ms` until it is disposed. A failure goes into the log, and the next turn comes all the same. */
export function runEvery(ms: number, what: string, work: () => Promise<void>): Disposable {
  const timer = setInterval(() => {
    Promise.try(work).catch(({ name, message }: Error) => {
      log.error("Cannot {what}: {name}: {reason}", { what, name, reason: message });
    });
  }, ms);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
