/** How React components and the connection of a real server's board go together. */
import { screen } from "./support/dom.ts";
import assert from "node:assert/strict";
import { cleanup, render } from "@testing-library/react";
import { createElement, Fragment, type ReactElement, StrictMode } from "react";
import { BoardClient } from "../src/client/board_client.ts";
import { boardHooks, useBoard, useFeed, useLatest } from "../src/client/react.ts";
import { heard, until } from "./support/client_watch.ts";
import { mintToken } from "./support/boardcast.ts";
import { ConfigFolder, reloadWith } from "./support/configured.ts";
import { connections, entry, type HallEvents, hallUrl, startHall, state, tell } from "./support/hall.ts";
import { ReactPage, Shown } from "./support/react_page.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

/** Tries to reconnect follow fast. */
const FAST = { base: 100, cap: 200 };

const hall = boardHooks<HallEvents>();

Deno.test("StrictMode makes one connection and leaves none behind", async () => {
  await using server = await startHall();
  await tell(server, state("a", 1), entry(1));
  await using proxy = new TcpProxy(server.port);
  const url = hallUrl(proxy);
  const shown = new Shown(() => {
    const { status, client } = useBoard<HallEvents>(url);
    return [status.name, useLatest("state", "a", client)?.n, useFeed("entry", { client }).length];
  });
  const { unmount } = render(createElement(StrictMode, null, shown.element()));
  await shown.equal(["live", 1, 1]);
  await tell(server, state("a", 2), entry(2));
  await shown.equal(["live", 2, 2]);
  assert.equal(proxy.connections, 1);
  await connections(server, 1);
  unmount();
  await connections(server, 0);
  assert.equal(proxy.connections, 1);
});

Deno.test("components share one client, whose connection ends with the last of them", async () => {
  await using server = await startHall();
  await using proxy = new TcpProxy(server.port);
  const url = hallUrl(proxy);
  const boards = [url, new URL(url), url].map((board) =>
    new Shown(() => useBoard<HallEvents>(board, { token: () => "", tries: 3 }))
  );
  const [first, second, third] = boards.map((board) => board.element()) as [
    ReactElement,
    ReactElement,
    ReactElement,
  ];
  const { rerender, unmount } = render(createElement(Fragment, null, first, second));
  for (const board of boards.slice(0, 2)) await board.until(({ status }) => status.name === "live");
  const { client } = boards[0]!.last;
  assert.equal(boards[1]!.last.client, client);
  rerender(createElement(Fragment, null, null, second));
  assert.equal((await client.send({ type: "ping" }))["type"], "pong");
  rerender(createElement(Fragment, null, null, null, third));
  assert.equal(boards[2]!.last.client, client, "what one takes over from another goes on");
  assert.equal(boards[2]!.last.status.name, "live");
  assert.equal((await client.send({ type: "ping" }))["type"], "pong");
  await connections(server, 1);
  unmount();
  await until(client, "closed");
  await connections(server, 0);
  assert.equal(proxy.connections, 1);

  const again = new Shown(() => useBoard<HallEvents>(url, { token: () => "", tries: 3 }));
  render(again.element());
  await again.until(({ status }) => status.name === "live");
  assert.notEqual(again.last.client, client);
  cleanup();
  await connections(server, 0);
});

Deno.test("a server that is restarted is followed again, and what was known is shown meanwhile", async () => {
  let server = await startHall();
  const { port } = server;
  using page = new ReactPage(hallUrl(server), FAST);
  try {
    const status = page.show(() => useBoard().status);
    const latest = page.show(() => hall.useLatest("state", "a")?.n);
    const feed = page.show(() => hall.useFeed("entry").map(({ n }) => n));
    await tell(server, state("a", 1), entry(1), entry(2));
    await feed.equal([1, 2]);
    await server.stop("SIGKILL");
    const { reason, retryIn } = await status.until(({ name }) => name === "reconnecting");
    assert.ok(reason && retryIn !== null);
    assert.equal(latest.last, 1);
    server = await startHall({ port });
    await status.until(({ name }) => name === "live");
    assert.deepEqual(feed.last, [1, 2], "until something newer comes");
    await tell(server, entry(7), state("a", 2));
    await feed.equal([7]);
    await latest.equal(2);
    assert.deepEqual(latest.values, [undefined, 1, 2]);
  } finally {
    page[Symbol.dispose]();
    await server.stop("SIGKILL");
  }
});

Deno.test("what was told to somebody else is not shown any more", async () => {
  await using server = await startHall();
  await using proxy = new TcpProxy(server.port);
  let token = "";
  const url = hallUrl(proxy);
  using page = new ReactPage(url, { token: () => token, ...FAST });
  const subject = page.show(() => useBoard().identity?.subject);
  const flash = page.show(() => hall.useLatest("flash")?.n);
  const feed = page.show(() => hall.useFeed("flash").map(({ n }) => n));
  await page.live();
  await tell(server, { type: "flash", n: 1 }, { type: "flash", n: 2 });
  await feed.equal([1, 2]);
  assert.equal(flash.last, 2);
  assert.equal(subject.last, null);
  token = await mintToken({ sub: "ann" });
  await proxy.cut();
  await subject.equal("ann");
  assert.deepEqual([flash.last, feed.last], [undefined, []]);
});

Deno.test("who may not see a board any more is shown nothing of it", async () => {
  const board = (access: unknown) =>
    JSON.stringify({
      boards: {
        hall: {
          path: "/ws/hall/",
          access,
          groups: [{ name: "hall", presence: true }],
          events: { state: { key: ["k"], keep: 1 }, entry: { keep: 9, every: "10s" }, flash: {} },
        },
      },
    });
  await using folder = await ConfigFolder.with(board({ open: true }));
  await using server = await folder.serve();
  using page = new ReactPage(hallUrl(server), { token: await mintToken({ sub: "ann", role: "student" }) });
  const all = page.show(() => [
    hall.useLatest("state", "a")?.n,
    hall.useLatest("flash")?.n,
    hall.useFeed("entry").length,
    hall.usePresence("hall").length,
    hall.useFreshness("entry" as "beat")?.status,
  ]);
  const status = page.show(() => useBoard().status.code);
  await page.live();
  await tell(server, state("a", 1), entry(1), { type: "flash", n: 2 });
  await all.equal([1, 2, 1, 1, "fresh"]);
  await reloadWith(server, folder, board({ roles: ["teacher"] }));
  await status.equal(4403);
  await all.equal([undefined, undefined, 0, 0, undefined]);
});

Deno.test("a client that one made oneself is left alone, and so is the next frame", async () => {
  await using server = await startHall();
  using client = new BoardClient<HallEvents>(hallUrl(server));
  client.connect();
  await until(client, "live");
  const shown = new Shown(() => [useLatest("entry", undefined, client)?.n, useBoard(client).status.name]);
  const { unmount } = render(shown.element());
  await tell(server, entry(1));
  await shown.equal([1, "live"]);
  const awaited: boolean[] = [];
  const gone = heard(client, "entry", ({ n }) => {
    if (n !== 2) return false;
    awaited.push(screen.isAwaited);
    unmount();
    awaited.push(screen.isAwaited);
    return true;
  });
  await tell(server, entry(2));
  await gone;
  assert.deepEqual(awaited, [true, false]);
  assert.equal((await client.send({ type: "ping" }))["type"], "pong");
});
