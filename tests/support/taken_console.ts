// deno-lint-ignore-file no-console -- the console is what is taken.

import { within } from "./within.ts";

/** Takes what is written to the console until disposed. */
export class TakenConsole implements Disposable {
  readonly lines: string[] = [];
  readonly #real = { log: console.log, warn: console.warn, error: console.error };
  #wake = Promise.withResolvers<void>();

  constructor() {
    const take = (...parts: unknown[]) => {
      this.lines.push(String(parts[0]));
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    };
    Object.assign(console, { log: take, warn: take, error: take });
  }

  /** Waits until a line matches. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.lines.find((line) => pattern.test(line));
      if (line !== undefined) return line;
      await within(this.#wake.promise, `After ${JSON.stringify(this.lines)} no line ${pattern}`);
    }
  }

  [Symbol.dispose](): void {
    Object.assign(console, this.#real);
  }
}
