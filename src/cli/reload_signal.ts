/** Calls back whenever the process is told to read its configuration again (SIGHUP), one after the other. */
export class ReloadSignal implements Disposable {
  readonly #listener: () => void;
  #last: Promise<void> = Promise.resolve();

  /** `reload` does not throw. */
  constructor(reload: () => Promise<void>) {
    this.#listener = () => this.#last = this.#last.then(reload);
    Deno.addSignalListener("SIGHUP", this.#listener);
  }

  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGHUP", this.#listener);
  }
}
