/** What producers learn of who watches: server-sent events and the HTTP hook, while viewers come and go. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { API_KEY, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { connect } from "./support/ws_client.ts";

const SECRET = "a-secret-of-the-hook";
const BOARD = "/ws/trading/";
const GROUP = "trading_updates";
/** A reload of a page takes less. */
const LINGER = 1_000;

type Change = { group: string; watched: boolean; time: number };

/** The events of `/api/v1/demand`, one by one; `undefined` at the end. */
async function follow(server: RunningBoardcast) {
  const response = await fetch(`${server.url}/api/v1/demand?board=trading`, {
    headers: { "x-api-key": API_KEY },
    signal: AbortSignal.timeout(60_000),
  });
  assert.equal(response.status, 200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    next: async () => {
      const { value } = await reader.read();
      return value && JSON.parse(/^data: (.*)$/m.exec(value)![1]!);
    },
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
}

/** A receiver of the hook. */
class Hook implements AsyncDisposable {
  readonly #changes: Change[] = [];
  readonly #http = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#take(request),
  );
  #wake = () => {};

  get env(): Record<string, string> {
    const url = `http://127.0.0.1:${this.#http.addr.port}/`;
    return { BOARDCAST_DEMAND_HOOK_URL: url, BOARDCAST_DEMAND_HOOK_SECRET: SECRET };
  }

  /** What it is told next; of a group that is not the board's own, nothing counts. */
  async next(): Promise<Change> {
    for (;;) {
      const change = this.#changes.shift();
      if (change?.group === GROUP) return change;
      if (!change) await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#http.shutdown();
  }

  async #take(request: Request): Promise<Response> {
    const text = await request.text();
    const signature = createHmac("sha256", SECRET).update(text).digest("hex");
    if (request.headers.get("x-boardcast-signature") !== `sha256=${signature}`) {
      return new Response(null, { status: 403 });
    }
    this.#changes.push(JSON.parse(text));
    this.#wake();
    return new Response();
  }
}

Deno.test("a producer learns of the first viewer at once and of the last when it has stayed away", async () => {
  await using hook = new Hook();
  await using server = await startBoardcast({ env: hook.env });
  await using events = await follow(server);
  assert.deepEqual((await events.next()).watched, []);

  const first = await connect(server.wsUrl + BOARD);
  const opened = await events.next();
  assert.deepEqual({ ...opened, time: 0 }, { group: GROUP, watched: true, time: 0 });
  assert.deepEqual(await hook.next(), opened);
  const second = await connect(server.wsUrl + BOARD);
  await first.close();
  await second.close();
  // The page is loaded again.
  const again = await connect(server.wsUrl + BOARD);
  const left = Date.now();
  await again.close();

  const closed = await events.next();
  assert.deepEqual({ ...closed, time: 0 }, { group: GROUP, watched: false, time: 0 });
  assert.ok(closed.time >= left + LINGER - 10, `it was told ${closed.time - left} ms after the last viewer`);
  assert.deepEqual(await hook.next(), closed);
});

Deno.test("a server that stops ends the events and does not wait for their readers", async () => {
  await using server = await startBoardcast();
  await using viewer = await connect(server.wsUrl + BOARD);
  await using events = await follow(server);
  assert.deepEqual((await events.next()).watched, [GROUP]);
  const { code } = await server.stop("SIGTERM");
  assert.equal(code, 0);
  assert.equal(await events.next(), undefined);
  assert.equal((await viewer.closed).code, 4001);
});
