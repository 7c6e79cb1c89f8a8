import type { Demand, DemandChange } from "../group/demand.ts";
import { UntoldDemand } from "./untold_demand.ts";

/** Whom a {@link DemandStream} tells. */
export interface DemandStreamOptions {
  /** Whether `group` concerns them. */
  isAbout(group: string): boolean;
  /** Whether they may still know. */
  isAllowed(): Promise<boolean>;
  /** How often something is written when there is nothing to tell. Default 15_000 (15 s). */
  readonly heartbeatMs?: number;
  /** How often it is asked whether they may still know. Default 1_000 (1 s). */
  readonly lookMs?: number;
}

type Body = ReadableStreamDefaultController<Uint8Array>;

/** How long a consumer waits before it connects again, in ms. */
const RETRY = 1_000;

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // nginx would wait for a full buffer.
  "x-accel-buffering": "no",
};

/**
 * Tells the demand as server-sent events (HTML Living Standard, section 9.2) in the body of an HTTP response: first what is
 * watched, then what changes. It writes only when the consumer has taken everything so far, so that nothing piles up.
 */
export class DemandStream {
  /** Its body ends with the demand, with the right to know, or when the consumer goes away. */
  readonly response: Response;
  readonly #demand: Demand;
  readonly #options: Required<DemandStreamOptions>;
  readonly #parts = new DisposableStack();
  #untold = new UntoldDemand();
  #body: Body | null = null;
  /** Whether the consumer has taken all that was written. */
  #isWaiting = false;

  constructor(demand: Demand, options: DemandStreamOptions) {
    this.#demand = demand;
    this.#options = { heartbeatMs: 15_000, lookMs: 1_000, ...options };
    const source = { pull: (body: Body) => this.#taken(body), cancel: () => this.#parts.dispose() };
    this.response = new Response(new ReadableStream(source, { highWaterMark: 0 }), { headers: HEADERS });
  }

  #taken(body: Body): void {
    this.#isWaiting = true;
    if (this.#body) return this.#tell();
    this.#body = body;
    // Only now: a request for the headers alone never begins to read.
    if (this.#demand.signal.aborted) this.#end();
    else this.#begin();
  }

  #begin(): void {
    const { heartbeatMs, lookMs } = this.#options;
    const timers = [
      setInterval(() => this.#write(":\n\n"), heartbeatMs),
      setInterval(() => this.#look(), lookMs),
    ];
    this.#parts.defer(() => timers.forEach((timer) => clearInterval(timer)));
    this.#parts.use(this.#demand.watch((change) => this.#note(change)));
    const end = () => this.#end();
    this.#demand.signal.addEventListener("abort", end);
    this.#parts.defer(() => this.#demand.signal.removeEventListener("abort", end));
    const watched = this.#demand.watched.filter((group) => this.#options.isAbout(group));
    this.#untold = new UntoldDemand(watched);
    this.#write(`retry: ${RETRY}\n${event("state", { watched, time: Date.now() })}`);
  }

  #note(change: DemandChange): void {
    if (!this.#options.isAbout(change.group)) return;
    this.#untold.note(change);
    this.#tell();
  }

  #tell(): void {
    if (!this.#isWaiting) return;
    const events: string[] = [];
    for (let change = this.#untold.take(); change; change = this.#untold.take()) {
      events.push(event("change", change));
    }
    if (events.length > 0) this.#write(events.join(""));
  }

  /** Nothing while the consumer has not taken what was written before. */
  #write(text: string): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#body!.enqueue(new TextEncoder().encode(text));
  }

  async #look(): Promise<void> {
    const isAllowed = await this.#options.isAllowed().catch(() => false);
    if (!isAllowed) this.#end();
  }

  #end(): void {
    if (this.#parts.disposed) return;
    this.#parts.dispose();
    this.#body!.close();
  }
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
