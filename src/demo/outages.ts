import { getLogger } from "@logtape/logtape";

const log = getLogger(["boardcast", "demo"]);

/** Failures closer together than this are one outage, and are told once: 60 s. */
const SAME_OUTAGE = 60_000;

interface Outage {
  failing: boolean;
  told: boolean;
  lastFailure: number;
}

/** What is failing now, by name: an outage is logged when it begins and when it ends, whatever happens in between. */
export class Outages {
  readonly #outages = new Map<string, Outage>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** `what` failed; logged unless this outage was logged before. */
  failed(what: string, error: unknown): void {
    const now = this.#now();
    const outage = this.#outages.get(what) ?? { failing: false, told: false, lastFailure: -Infinity };
    const isNew = !outage.failing && now - outage.lastFailure > SAME_OUTAGE;
    this.#outages.set(what, { failing: true, told: outage.told || isNew, lastFailure: now });
    if (isNew) log.warn("{what} fails, trying again: {reason}", { what, reason: reasonOf(error) });
  }

  /** `what` works; logged if its failing was. */
  works(what: string): void {
    const outage = this.#outages.get(what);
    if (!outage?.failing) return;
    this.#outages.set(what, { ...outage, failing: false, told: false });
    if (outage.told) log.info("{what} works again", { what });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
