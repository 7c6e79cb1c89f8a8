/** A board's values in the cache of TanStack Query, from a real server. */
import { screen } from "./support/dom.ts";
import assert from "node:assert/strict";
import {
  QueryClient,
  QueryClientProvider,
  type QueryFunction,
  skipToken,
  useQuery,
} from "@tanstack/react-query";
import { cleanup, render, waitFor } from "@testing-library/react";
import { createElement } from "react";
import { BoardClient } from "../src/client/board_client.ts";
import { boardQuery } from "../src/client/query.ts";
import { heard, until } from "./support/client_watch.ts";
import { mintToken } from "./support/boardcast.ts";
import { entry, type HallEvents, hallUrl, startHall, state, tell } from "./support/hall.ts";
import { Shown } from "./support/react_page.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

const FAST = { base: 100, cap: 200 };

Deno.test("boardQuery() puts what is known into the cache at once, and what comes with the next frame", async () => {
  await using server = await startHall();
  await tell(server, state("a", 1), state("b", 2), entry(1), entry(2));
  using client = new BoardClient<HallEvents>(hallUrl(server));
  client.connect();
  await until(client, "live");
  using cache = new Cache();
  const { queries } = cache;
  const stop = boardQuery(queries, client, {
    put: {
      state: { key: ({ k, n }) => n < 0 ? null : ["state", k], data: ({ n }) => n },
      entry: { key: () => ["entries"], data: ({ n }, before: number[] = []) => [...before, n] },
      flash: { key: () => ["flash"] },
    },
  });
  assert.equal(queries.getQueryData(["state", "a"]), 1);
  assert.equal(queries.getQueryData(["state", "b"]), 2);
  assert.deepEqual(queries.getQueryData(["entries"]), [1, 2]);

  const a = cache.show(["state", "a"]);
  const b = cache.show(["state", "b"]);
  const flash = cache.show(["flash"]);
  assert.deepEqual([a.values, b.values, flash.values], [[1], [2], [undefined]]);
  await tell(server, state("a", 3), state("a", -4), entry(3), { type: "flash", n: 5 });
  await flash.until((message) => (message as HallEvents["flash"] | undefined)?.n === 5);
  await a.equal(3);
  assert.deepEqual([a.values, b.values], [[1, 3], [2]]);
  assert.deepEqual(queries.getQueryData(["entries"]), [1, 2, 3]);

  stop();
  const last = heard(client, "entry", ({ n }) => n === 4);
  await tell(server, state("a", 9), entry(4));
  await last;
  assert.deepEqual(queries.getQueryData(["entries"]), [1, 2, 3]);
  assert.equal(a.last, 3);
});

Deno.test("boardQuery() renders once a frame at most at 1,000 messages a second, and loses none", async () => {
  await using server = await startHall();
  using client = new BoardClient<HallEvents>(hallUrl(server));
  client.connect();
  await until(client, "live");
  using cache = new Cache();
  const stop = boardQuery(cache.queries, client, {
    put: {
      entry: { key: () => ["sum"], data: ({ n }, before = 0) => Number(before) + n },
      state: { key: ({ k }) => ["state", k], data: ({ n }) => n },
    },
  });
  const sum = cache.show(["sum"]);
  const from = screen.frames;
  for (let n = 1; n <= 200; n++) await tell(server, ...Array.from({ length: 10 }, () => entry(1)));
  await sum.equal(2_000);
  assert.ok(sum.renders > 3 && sum.renders <= screen.frames - from + 1, `${sum.renders} renders`);
  stop();
});

Deno.test("boardQuery() has queries fetched again after chosen events, one after the other", async () => {
  await using server = await startHall();
  await tell(server, entry(1));
  using client = new BoardClient<HallEvents>(hallUrl(server));
  client.connect();
  await until(client, "live");
  using cache = new Cache();
  let [fetches, running] = [0, 0];
  let gate = Promise.resolve();
  const total = cache.show(["total", 7], async ({ signal }) => {
    fetches++;
    assert.equal(++running, 1, "two fetches at once");
    await gate;
    running--;
    assert.ok(!signal.aborted, "a fetch was cancelled");
    return client.latest("entry")?.n ?? null;
  });
  const other = cache.show(["other"], () => Promise.resolve("other"));
  await total.equal(1);
  await other.equal("other");
  const stop = boardQuery(cache.queries, client, {
    invalidate: { entry: ({ n }) => n < 0 ? [] : [["total"], ["nobody"]] },
  });
  await screen.next();
  assert.equal(fetches, 1, "what is known already invalidates nothing");
  await tell(server, entry(2));
  await total.equal(2);
  assert.equal(fetches, 2);

  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  await tell(server, entry(3));
  await waitFor(() => assert.equal(fetches, 3));
  for (let n = 4; n <= 30; n++) {
    const told = heard(client, "entry", (message) => message.n === n);
    await tell(server, entry(n));
    await told;
  }
  await screen.next();
  gate = Promise.resolve();
  resolve();
  await total.equal(30);
  assert.equal(fetches, 4);
  await tell(server, entry(-1));
  stop();
  assert.deepEqual(other.values, [undefined, "other"]);
});

Deno.test("boardQuery() takes back what was told to somebody else", async () => {
  await using server = await startHall();
  await using proxy = new TcpProxy(server.port);
  let token = "";
  using client = new BoardClient<HallEvents>(hallUrl(proxy), { token: () => token, ...FAST });
  client.connect();
  await until(client, "live");
  using cache = new Cache();
  const stop = boardQuery(cache.queries, client, {
    put: { flash: { key: () => ["flash"], data: ({ n }) => n } },
  });
  const flash = cache.show(["flash"]);
  await tell(server, { type: "flash", n: 1 });
  await flash.equal(1);
  token = await mintToken({ sub: "ann" });
  await proxy.cut();
  await flash.equal(undefined);
  stop();
});

Deno.test("boardQuery() goes on when a rule throws", async () => {
  await using server = await startHall();
  using client = new BoardClient<HallEvents>(hallUrl(server));
  client.connect();
  await until(client, "live");
  using cache = new Cache();
  const reported = Promise.withResolvers<unknown>();
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    reported.resolve(event.error);
  };
  addEventListener("error", onError);
  const stop = boardQuery(cache.queries, client, {
    put: {
      state: {
        key: ({ k }) => ["state", k],
        data: () => {
          throw new Error("a bug of the page");
        },
      },
      entry: { key: () => ["entry"], data: ({ n }) => n },
    },
  });
  const shown = cache.show(["entry"]);
  await tell(server, state("a", 1), entry(1));
  await shown.equal(1);
  assert.match(String(await reported.promise), /a bug of the page/);
  removeEventListener("error", onError);
  stop();
});

/** A cache, and components that show what it has. Disposing empties it. */
class Cache implements Disposable {
  readonly queries = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });

  /** Shows the query of `queryKey`, which is fetched by `queryFn` or only put into the cache. */
  show(
    queryKey: unknown[],
    queryFn: QueryFunction<unknown, unknown[]> | typeof skipToken = skipToken,
  ): Shown<unknown> {
    const shown = new Shown<unknown>(() => useQuery({ queryKey, queryFn }).data);
    render(createElement(QueryClientProvider, { client: this.queries }, shown.element()));
    return shown;
  }

  [Symbol.dispose](): void {
    cleanup();
    this.queries.clear();
  }
}
