const SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM"];

/** Resolves when the process is told to stop (Ctrl-C or SIGTERM); the second time ends it at once. */
export class StopSignal implements Disposable {
  readonly received: Promise<void>;
  readonly #listener: () => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.received = promise;
    this.#listener = () => {
      this[Symbol.dispose]();
      resolve();
    };
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#listener);
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#listener);
  }
}
