import { isServerDown, maybeUnknown } from "./api.ts";
import type { Outages } from "./outages.ts";
import { pause } from "./pause.ts";

/** The longest wait after a failure: 30 s. */
const LONGEST_BACKOFF = 30_000;

/** Something that a feed does over and over: its name for the log, the time between two rounds, and one round. */
export interface Loop {
  name: string;
  every: number;
  round: () => Promise<void>;
}

/**
 * Runs `loop` until `signal` is aborted, and never rejects. A failed round is noted in `outages` and run again after a
 * while that doubles with each failure.
 */
export async function runLoop(loop: Loop, signal: AbortSignal, outages: Outages): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await loop.round();
      failures = 0;
      outages.works(loop.name);
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      if (!isServerDown(error)) outages.failed(loop.name, error);
    }
    await pause(failures === 0 ? loop.every : backoff(failures), signal);
  }
}

function backoff(failures: number): number {
  return Math.min(LONGEST_BACKOFF, 1_000 * 2 ** (failures - 1));
}

/**
 * What must be on the server before a feed can work. It is put there before the first round, and again after a 403
 * or 404: the server may have been started anew with an empty store.
 */
export class Preparation {
  readonly #prepare: () => Promise<void>;
  #prepared: Promise<void> | undefined;

  constructor(prepare: () => Promise<void>) {
    this.#prepare = prepare;
  }

  /** Runs `work` once everything is in place. */
  async before(work: () => Promise<void>): Promise<void> {
    this.#prepared ??= this.#prepare();
    const prepared = this.#prepared;
    try {
      await prepared;
    } catch (error) {
      this.#forget(prepared);
      throw error;
    }
    await work().catch((error) => {
      if (maybeUnknown(error)) this.#forget(prepared);
      throw error;
    });
  }

  #forget(prepared: Promise<void>): void {
    if (this.#prepared === prepared) this.#prepared = undefined;
  }
}
