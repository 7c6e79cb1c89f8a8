import type { ReturningReport, ReturningRequest } from "./returning_worker.ts";
import type { ReturningOptions } from "./returning_viewer.ts";

/** Viewers that come back when they are cut, in a thread of their own. */
export class ReturningViewers implements Disposable {
  readonly #worker = new Worker(new URL("./returning_worker.ts", import.meta.url), { type: "module" });

  /** Opens `count` of them, spread over `sites`. */
  async open(options: ReturningOptions & { readonly count: number; readonly sites: number }): Promise<void> {
    await this.#ask({ open: options });
  }

  /** All of them let go of their connections. */
  async cut(): Promise<void> {
    await this.#ask("cut");
  }

  /** Forgets how long the thread was busy. */
  async forget(): Promise<void> {
    await this.#ask("forget");
  }

  /** How they stand, measured by the newest offset of each group. */
  async report(expected: Readonly<Record<string, number>>): Promise<ReturningReport> {
    return await this.#ask({ expected });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #ask(request: ReturningRequest): Promise<ReturningReport> {
    const { promise, resolve, reject } = Promise.withResolvers<ReturningReport>();
    this.#worker.onmessage = ({ data }) => resolve(data);
    this.#worker.onerror = ({ message }) => reject(new Error(`The returning viewers failed: ${message}`));
    this.#worker.postMessage(request);
    return promise;
  }
}
