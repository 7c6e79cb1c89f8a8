import { pause } from "./clock.ts";

const EVERY = 20;
const REQUEST = new TextEncoder().encode("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

/** Asks a server every 20 ms whether it lives, over one connection: an event loop that is blocked answers late. */
export class HealthProbe implements Disposable {
  readonly #port: number;
  readonly #latencies: number[] = [];
  #isWatching = true;
  #conn: Deno.TcpConn | null = null;

  constructor(port: number) {
    this.#port = port;
    this.#watch();
  }

  /** How long each answer took, in ms. A server that is not there is not asked. */
  get latencies(): readonly number[] {
    return this.#latencies;
  }

  [Symbol.dispose](): void {
    this.#isWatching = false;
    this.#conn?.close();
  }

  async #watch(): Promise<void> {
    while (this.#isWatching) {
      await this.#askOnOne().catch(() => {});
      await pause(EVERY);
    }
  }

  /** Until the connection ends. */
  async #askOnOne(): Promise<void> {
    this.#conn = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    const buffer = new Uint8Array(4096);
    for (let isOpen = true; isOpen && this.#isWatching;) {
      const asked = performance.now();
      await this.#conn.write(REQUEST);
      isOpen = await this.#conn.read(buffer) !== null;
      if (isOpen) this.#latencies.push(performance.now() - asked);
      await pause(EVERY);
    }
  }
}
