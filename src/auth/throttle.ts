/** So many failures within the window are allowed before the next attempt must wait. */
interface Allowance {
  readonly failures: number;
  readonly windowMs: number;
}

/** One address guessing at one account is stopped soon … */
const PAIR: Allowance = { failures: 5, windowMs: 60_000 };
/** … one address guessing at many accounts a little later … */
const ADDRESS: Allowance = { failures: 30, windowMs: 60_000 };
/** … and many addresses guessing at one account only when it is clearly an attack. */
const ACCOUNT: Allowance = { failures: 100, windowMs: 60_000 };

/** How many counters are kept; the oldest go first. */
const MAX_COUNTERS = 100_000;

/** Who tries to sign in as whom. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** Whether this browser has signed in to this account before: an attack from elsewhere does not lock it out. */
  readonly known: boolean;
}

/** Counts failed sign-ins per account and per address. Every wait is a minute at most, so nobody is locked out for good. */
export class Throttle {
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** How long this attempt must wait, in ms; 0 if it may be made now. */
  wait(attempt: Attempt): number {
    return Math.max(...counters(attempt).map(([name, allowance]) => this.#wait(name, allowance)));
  }

  /** Counts the attempt as failed until {@link Throttle.succeeded} says otherwise: many at once are counted too. */
  begin(attempt: Attempt): void {
    for (const [name, { failures }] of counters(attempt)) {
      const times = this.#failures.get(name) ?? [];
      this.#failures.delete(name);
      this.#failures.set(name, [...times, this.#now()].slice(-failures));
    }
    for (const name of this.#failures.keys()) {
      if (this.#failures.size <= MAX_COUNTERS) break;
      this.#failures.delete(name);
    }
  }

  /** Takes back what {@link Throttle.begin} counted. */
  succeeded(attempt: Attempt): void {
    for (const [name] of counters(attempt)) this.#failures.get(name)?.pop();
  }

  #wait(name: string, { failures, windowMs }: Allowance): number {
    const recent = this.#failures.get(name)?.filter((time) => time > this.#now() - windowMs) ?? [];
    return recent.length < failures ? 0 : recent[0]! + windowMs - this.#now();
  }
}

function counters({ account, address, known }: Attempt): [string, Allowance][] {
  if (known) return [[`known ${account} ${address}`, PAIR]];
  return [[`pair ${account} ${address}`, PAIR], [`address ${address}`, ADDRESS], [
    `account ${account}`,
    ACCOUNT,
  ]];
}
