/** What the last answer of one kind has cost the server: ms of its time, and bytes. */
export interface AnswerCost {
  readonly ms: number;
  readonly bytes: number;
  /** When, in ms since 1970. */
  readonly time: number;
  /** How many there were. */
  readonly count: number;
}

/** What watching the server costs it, by kind of answer. */
export class AnswerCosts {
  readonly #costs = new Map<string, AnswerCost>();

  /** The costs so far. */
  get all(): Readonly<Record<string, AnswerCost>> {
    return Object.fromEntries(this.#costs);
  }

  /** Answers with `value` as JSON that was begun at `began` (`performance.now()`), and notes what that took. */
  answer(kind: string, began: number, value: unknown): Response {
    const body = new TextEncoder().encode(JSON.stringify(value));
    const ms = performance.now() - began;
    const count = (this.#costs.get(kind)?.count ?? 0) + 1;
    this.#costs.set(kind, { ms, bytes: body.length, time: Date.now(), count });
    return new Response(body, {
      headers: {
        "content-type": "application/json",
        "cache-control": "no-store",
        "server-timing": `answer;dur=${ms.toFixed(2)}`,
      },
    });
  }
}
