import { API_KEY } from "../../tests/support/boardcast.ts";
import { pause } from "./clock.ts";
import { stamp } from "./stamps.ts";

/** What is published. */
export interface KeyedLoadOptions {
  readonly url: string;
  readonly group: string;
  /** Publications a second. */
  readonly rate: number;
  readonly keys: number;
  /** Size of one message. */
  readonly bytes: number;
}

/** What was published while a load ran. */
export interface Published {
  readonly count: number;
  /** Publications a second that really were. */
  readonly rate: number;
}

/** How often a batch is sent. */
const TICK = 10;
/** More requests in flight than this, and the load waits for the server. */
const MAX_IN_FLIGHT = 64;
const MAX_BATCH = 200;

/** Publishes keyed messages at a steady rate, in batches over HTTP, each message with the time at which it was sent. */
export class KeyedLoad {
  readonly #options: KeyedLoadOptions;
  readonly #newest = new Map<string, { offset: number; n: number }>();
  #n = 0;
  #inFlight = 0;
  #problem: Error | null = null;

  constructor(options: KeyedLoadOptions) {
    this.#options = options;
  }

  /** The number of the newest message of each key, as the server has ordered them. */
  get newest(): ReadonlyMap<string, number> {
    return new Map([...this.#newest].map(([machine, { n }]) => [machine, n]));
  }

  /** Publishes for `seconds`, and waits until everything is answered. @throws Error when something was refused. */
  async run(seconds: number): Promise<Published> {
    const first = this.#n;
    const begun = performance.now();
    for (let at = 0; at < seconds * 1000; at = performance.now() - begun) {
      const due = Math.floor(at / 1000 * this.#options.rate) - (this.#n - first);
      if (due > 0 && this.#inFlight < MAX_IN_FLIGHT) this.#publish(Math.min(due, MAX_BATCH));
      await pause(TICK - (performance.now() - begun) % TICK);
    }
    const lasted = performance.now() - begun;
    while (this.#inFlight > 0) await pause(TICK);
    const count = this.#n - first;
    if (this.#problem) throw this.#problem;
    return { count, rate: count / lasted * 1000 };
  }

  async #publish(count: number): Promise<void> {
    this.#inFlight++;
    try {
      await this.#send(Array.from({ length: count }, () => this.#message()));
    } catch (error) {
      this.#problem ??= error as Error;
    } finally {
      this.#inFlight--;
    }
  }

  async #send(messages: readonly { machine: string; n: number }[]): Promise<void> {
    const { url, group } = this.#options;
    const response = await fetch(`${url}/api/v1/publish`, {
      method: "POST",
      headers: { "x-api-key": API_KEY, "content-type": "application/json" },
      body: JSON.stringify(messages.map((message) => ({ group, message }))),
    });
    if (!response.ok) {
      throw new Error(`Publishing was answered with ${response.status}: ${await response.text()}`);
    }
    const receipts: { offset: number }[] = await response.json();
    for (const [at, { offset }] of receipts.entries()) this.#note(messages[at]!, offset);
  }

  #message() {
    const n = this.#n++;
    const message = {
      type: "state",
      machine: `m${n % this.#options.keys}`,
      n,
      level: Math.round(500 * Math.sin(n / 5_000 + n % this.#options.keys) + 100 * Math.random()) / 10,
      at: stamp(),
      timestamp: new Date().toISOString(),
      pad: "",
    };
    const missing = this.#options.bytes - JSON.stringify(message).length;
    return { ...message, pad: "x".repeat(Math.max(0, missing)) };
  }

  #note({ machine, n }: { machine: string; n: number }, offset: number): void {
    if (offset > (this.#newest.get(machine)?.offset ?? 0)) this.#newest.set(machine, { offset, n });
  }
}
