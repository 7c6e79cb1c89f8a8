import type { HealthyRequest } from "./healthy_worker.ts";
import type { LatencySummary } from "./latencies.ts";
import type { RawViewerOptions } from "./raw_viewer.ts";

/** What healthy viewers have seen since they were cleared, and how many of them have been closed. */
export interface HealthyReport extends LatencySummary {
  readonly ended: number;
}

/** Viewers that read all they get, in a thread of their own. */
export class HealthyViewers implements Disposable {
  readonly #worker = new Worker(new URL("./healthy_worker.ts", import.meta.url), { type: "module" });

  /** Opens `count` of them. */
  async open(options: RawViewerOptions & { readonly count: number }): Promise<void> {
    await this.#ask({ open: options });
  }

  /** Forgets what was seen so far. */
  async clear(): Promise<void> {
    await this.#ask("clear");
  }

  /** What they have seen. */
  async report(): Promise<HealthyReport> {
    return await this.#ask("report");
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #ask(request: HealthyRequest): Promise<HealthyReport> {
    const { promise, resolve, reject } = Promise.withResolvers<HealthyReport>();
    this.#worker.onmessage = ({ data }) => resolve(data);
    this.#worker.onerror = ({ message }) => reject(new Error(`The healthy viewers failed: ${message}`));
    this.#worker.postMessage(request);
    return promise;
  }
}
