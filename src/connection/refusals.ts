/** Why somebody was refused something: an HTTP status or a close code, and where. */
export interface Refusal {
  readonly code: number;
  /** The path of a board, or the pattern of a route: a path itself may hold a secret. */
  readonly path: string;
  readonly reason: string;
  /** Who it was, if that is known. */
  readonly subject: string | null;
  /** The address that it came from. */
  readonly address: string;
}

/** A refusal that has come `count` times, the last time at `time` (ms since 1970). */
export interface CountedRefusal extends Refusal {
  readonly count: number;
  readonly first: number;
  readonly time: number;
}

/** So many different ones are remembered, and so many characters of each text. */
const MAX_REFUSALS = 200;
const MAX_CHARACTERS = 200;

/** The refusals of late, those that are alike counted as one. */
export class Refusals {
  /** The one that came last is at the end. */
  readonly #refusals = new Map<string, CountedRefusal>();
  #total = 0;

  /** Those that are remembered, the newest first. */
  get recent(): CountedRefusal[] {
    return [...this.#refusals.values()].reverse();
  }

  /** How many there were since the start. */
  get total(): number {
    return this.#total;
  }

  /** Remembers a refusal, at `time` (ms since 1970). Its texts may come from anybody. */
  note({ code, path, reason, subject, address }: Refusal, time: number = Date.now()): void {
    this.#total++;
    const refusal = {
      code,
      path: shown(path),
      reason: shown(reason),
      subject: subject === null ? null : shown(subject),
      address: shown(address),
    };
    const key = JSON.stringify(Object.values(refusal));
    const known = this.#refusals.get(key);
    this.#refusals.delete(key);
    this.#refusals.set(key, {
      ...refusal,
      count: (known?.count ?? 0) + 1,
      first: known?.first ?? time,
      time,
    });
    if (this.#refusals.size > MAX_REFUSALS) this.#refusals.delete(this.#refusals.keys().next().value!);
  }
}

/** Nothing in it can turn the direction of a line, or hide. */
function shown(text: string): string {
  const one = text.slice(0, MAX_CHARACTERS).toWellFormed().replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    "\u{fffd}",
  );
  return text.length > MAX_CHARACTERS ? `${one}…` : one;
}
