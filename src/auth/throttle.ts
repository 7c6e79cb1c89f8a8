/** Failures are remembered for a minute, so nobody ever waits longer. */
const WINDOW = 60_000;

/** So many failures of one address at one account are stopped soon … */
const PAIR = 5;
/** … of one address at many accounts a little later. */
const ADDRESS = 30;
/** So many failures of all addresses at one account are an attack: each address has one attempt a minute left … */
const ACCOUNT = 100;
const PAIR_UNDER_ATTACK = 1;
/** … but a browser that has signed in to the account before has its own. */
const DEVICE = 5;

/** How many counters are kept; the oldest go first. */
const MAX_COUNTERS = 100_000;
/** Longer than any name or address that somebody signs in with. */
const MAX_ACCOUNT_LENGTH = 256;

/** Who tries to sign in as whom. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** The browser's id if it has signed in to this account before: an attack from elsewhere does not lock it out. */
  readonly device: string | null;
}

/** An attempt must wait for so many ms, or may be made: it counts as failed until it is forgiven. */
export type Turn = { readonly retryAfter: number } | { readonly forgive: () => void };

/**
 * Counts failed sign-ins per account, per address and per known browser. There is always a way in for the right
 * password: an attacker can use up the attempts of his own addresses and browsers only.
 */
export class Throttle {
  /** When each counter's attempts failed; the counter touched last comes last. */
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts an attempt before it is made, so that many at once are counted too. */
  begin(attempt: Attempt): Turn {
    const { account, address, device } = attempt;
    if (device !== null && this.#wait(`device ${device}`, DEVICE) === 0) {
      return this.#count(`device ${device}`);
    }
    const target = account.toLowerCase().slice(0, MAX_ACCOUNT_LENGTH);
    const all = `account ${target}`;
    const pair = `pair ${address} ${target}`;
    const allowed = this.#wait(all, ACCOUNT) === 0 ? PAIR : PAIR_UNDER_ATTACK;
    const retryAfter = Math.max(this.#wait(pair, allowed), this.#wait(`address ${address}`, ADDRESS));
    return retryAfter > 0 ? { retryAfter } : this.#count(pair, `address ${address}`, all);
  }

  #count(...names: string[]): Turn {
    const time = this.#now();
    for (const name of names) {
      const times = this.#failures.get(name) ?? [];
      this.#failures.delete(name);
      this.#failures.set(name, [...times, time].slice(-ACCOUNT));
    }
    this.#forget();
    return {
      forgive: () => {
        for (const name of names) {
          const times = this.#failures.get(name) ?? [];
          if (times.includes(time)) times.splice(times.lastIndexOf(time), 1);
        }
      },
    };
  }

  /** Drops the counters that count nothing any more, and the oldest when there are too many. */
  #forget(): void {
    for (const [name, times] of this.#failures) {
      const counts = (times.at(-1) ?? 0) > this.#now() - WINDOW;
      if (counts && this.#failures.size <= MAX_COUNTERS) return;
      this.#failures.delete(name);
    }
  }

  #wait(name: string, allowed: number): number {
    const recent = this.#failures.get(name)?.filter((time) => time > this.#now() - WINDOW) ?? [];
    return recent.length < allowed ? 0 : recent.at(-allowed)! + WINDOW - this.#now();
  }
}
