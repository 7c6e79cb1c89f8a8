import type { DocumentName, Store } from "../../../backend/backend.ts";

type Count = { count: number };

const DAY = 86_400_000;

/** How often one application was used on one day (UTC). */
export interface DailyCount {
  readonly date: string;
  readonly app: string;
  readonly count: number;
}

/** Interactions counted per client, application and day. */
export class Interactions {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** The first of the last `days` days, of which today is one. */
  firstOf(days: number): string {
    return new Date(this.#now() - (days - 1) * DAY).toISOString().slice(0, 10);
  }

  /** Counts `count` interactions of `app` now; what they have come to today. */
  increment(client: string, app: string, count: number): Promise<number> {
    const day = `${client}/${this.firstOf(1)}`;
    const ofApp: DocumentName = ["interactions", `${day}/${app}`];
    const ofDay: DocumentName = ["interaction_days", day];
    return this.#store.transaction([ofApp, ofDay], (transaction) => {
      const add = (name: DocumentName) => {
        const total = (transaction.get<Count>(...name)?.count ?? 0) + count;
        transaction.put(...name, { count: total });
        return total;
      };
      add(ofDay);
      return add(ofApp);
    });
  }

  /** The totals of the last `days` days that have any, oldest first. */
  async trend(client: string, days: number): Promise<{ date: string; interactions: number }[]> {
    const entries = await this.#store.list<Count>("interaction_days", {
      prefix: `${client}/`,
      after: `${client}/${this.firstOf(days + 1)}`,
      limit: days,
    });
    return entries.map(({ id, value }) => ({ date: id.slice(client.length + 1), interactions: value.count }));
  }

  /** The counts per day and application of the last `days` days. */
  async daily(client: string, days: number): Promise<DailyCount[]> {
    const entries = await this.#store.list<Count>("interactions", {
      prefix: `${client}/`,
      // The sign sorts after the slash, and so after all of that day.
      after: `${client}/${this.firstOf(days + 1)}~`,
      limit: 100_000,
    });
    return entries.map(({ id, value }) => {
      const [date = "", app = ""] = id.slice(client.length + 1).split("/");
      return { date, app, count: value.count };
    });
  }
}
