/** A TCP proxy before a server, to cut, freeze and refuse what a client believes to be its connection. */

interface Pair {
  readonly client: Deno.Conn;
  readonly server: Deno.Conn;
  readonly done: Promise<unknown>;
}

/** Listens on a port of 127.0.0.1 and passes on what comes. Disposing cuts everything. */
export class TcpProxy implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #pairs = new Set<Pair>();
  readonly #accepting: Promise<void>;
  readonly #target: number;
  #frozen: PromiseWithResolvers<void> | null = null;
  /** Whether whoever connects is cut off at once. */
  refuses = false;
  /** How many have connected. */
  connections = 0;

  /** Passes on to `port` of 127.0.0.1, also while nobody listens there. */
  constructor(port: number) {
    this.#target = port;
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Ends all connections without a word. */
  async cut(): Promise<void> {
    const pairs = [...this.#pairs];
    for (const { client, server } of pairs) {
      closeQuietly(client);
      closeQuietly(server);
    }
    await Promise.all(pairs.map(({ done }) => done));
  }

  /** Passes nothing on any more, in either direction; nobody is told. */
  freeze(): void {
    this.#frozen ??= Promise.withResolvers();
  }

  /** Passes on again, also what came in between. */
  thaw(): void {
    this.#frozen?.resolve();
    this.#frozen = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    this.#listener.close();
    await this.#accepting;
    await this.cut();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      this.connections++;
      if (this.refuses) client.close();
      else await this.#connect(client);
    }
  }

  async #connect(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target }).catch(() => null);
    if (!server) return client.close();
    const pair: Pair = {
      client,
      server,
      done: Promise.all([this.#pass(client, server), this.#pass(server, client)]).then(() => {
        this.#pairs.delete(pair);
      }),
    };
    this.#pairs.add(pair);
  }

  async #pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const count = await from.read(buffer);
        await this.#frozen?.promise;
        if (count === null) break;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch {
      // Cut, by either end.
    }
    closeQuietly(from);
    closeQuietly(to);
  }
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed.
  }
}
