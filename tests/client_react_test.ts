/** React components that show a board of a real server; each render is counted. */
import { screen } from "./support/dom.ts";
import assert from "node:assert/strict";
import { renderToString } from "react-dom/server";
import { useLayoutEffect } from "react";
import { BoardClient } from "../src/client/board_client.ts";
import { boardHooks, useBoard, useFreshness, useLatest, usePresence } from "../src/client/react.ts";
import { mintToken, type RunningBoardcast } from "./support/boardcast.ts";
import { connections, entry, type HallEvents, hallUrl, startHall, state, tell } from "./support/hall.ts";
import { publishAll } from "./support/plant.ts";
import { ReactPage, Shown } from "./support/react_page.ts";

/** Tries to reconnect follow fast. */
const FAST = { base: 100, cap: 200 };

const hall = boardHooks<HallEvents>();

Deno.test("a component that comes late shows all that is known with its first render", async () => {
  await using server = await startHall();
  await tell(server, state("a", 1), state("b", 7), state("a", 2), entry(1), entry(2), entry(3));
  using page = new ReactPage(hallUrl(server), FAST);
  const board = page.show(() => useBoard());
  await board.until(({ status }) => status.name === "live");
  assert.deepEqual(board.values[0]!.status.name, "closed");
  assert.deepEqual(board.last.identity, { subject: null, roles: [] });

  const a = page.show(() => hall.useLatest("state", "a")?.n);
  const newest = page.show(() => hall.useLatest("state")?.n);
  const nothing = page.show(() => hall.useLatest("state", ["c"])?.n);
  const feed = page.show(() => hall.useFeed("entry", { keep: 2 }).map(({ n }) => n));
  await settled(page, server);
  assert.deepEqual([a, newest, nothing, feed].map(({ values }) => values), [[2], [2], [undefined], [[2, 3]]]);
});

Deno.test("only what shows another value renders", async () => {
  await using server = await startHall();
  await tell(server, state("a", 1), state("b", 1), entry(1));
  using page = new ReactPage(hallUrl(server), FAST);
  const board = page.show(() => useBoard());
  await board.until(({ status }) => status.name === "live");
  const a = page.show(() => hall.useLatest("state", "a")?.n);
  const b = page.show(() => hall.useLatest("state", "b")?.n);
  const feed = page.show(() => hall.useFeed("entry").map(({ n }) => n));
  const people = page.show(() => usePresence("hall"));
  const before = board.renders;
  await tell(server, state("a", 2));
  await a.equal(2);
  await tell(server, entry(2));
  await feed.equal([1, 2]);
  assert.deepEqual((await board.last.send({ type: "ping" }))["type"], "pong");
  await settled(page, server);
  assert.deepEqual(a.values, [1, 2]);
  assert.deepEqual(b.values, [1]);
  assert.deepEqual(feed.values, [[1], [1, 2]]);
  assert.deepEqual(people.values, [[]]);
  assert.equal(board.renders, before);
});

Deno.test("1,000 messages a second render each component once a frame at most, and none is lost", async () => {
  await using server = await startHall();
  using page = new ReactPage(hallUrl(server), FAST);
  const board = page.show(() => useBoard());
  await board.until(({ status }) => status.name === "live");
  let following: number[] = [];
  const off = board.last.client.on("entry", ({ n }) => void following.push(Number(n)));
  const frames: number[] = [];
  const latest = page.show(() => {
    frames.push(screen.frames);
    return hall.useLatest("entry")?.n;
  });
  const feed = page.show(() => hall.useFeed("entry", { keep: 1_000 }).map(({ n }) => n));
  const from = screen.frames;
  for (let n = 0; n < 3_000; n += 10) {
    await tell(server, ...Array.from({ length: 10 }, (_, at) => entry(n + at + 1)));
  }
  await latest.equal(3_000);
  assert.deepEqual(following, range(1, 3_000), "the client itself is not slowed down");
  assert.deepEqual(feed.last, range(2_001, 3_000));
  assert.equal(new Set(frames).size, frames.length, "two renders within one frame");
  for (const { renders } of [latest, feed]) {
    assert.ok(renders > 3 && renders <= screen.frames - from + 1, `${renders} in ${screen.frames - from}`);
  }
  off();
  following = [];
});

Deno.test("all who show the same show the same at any time, also who comes in the midst of it", async () => {
  await using server = await startHall();
  using page = new ReactPage(hallUrl(server), FAST);
  const board = page.show(() => useBoard());
  await board.until(({ status }) => status.name === "live");
  const torn: string[] = [];
  let commits = 0;
  const watched = () =>
    page.show(() => {
      const n = hall.useLatest("entry")?.n ?? 0;
      useLayoutEffect(() => {
        commits++;
        const texts = page.texts("watched");
        if (new Set(texts).size > 1) torn.push(texts.join());
      });
      return n;
    }, "watched");
  const all = [watched()];
  for (let n = 1; n <= 300; n++) {
    await tell(server, entry(n));
    if (n % 30 === 0) all.push(watched());
  }
  for (const each of all) await each.equal(300);
  assert.deepEqual(torn, []);
  assert.ok(commits > 30);
});

Deno.test("a page that is hidden, also before the frame that it waits for, still follows", async () => {
  await using server = await startHall();
  using page = new ReactPage(hallUrl(server), FAST);
  const latest = page.show(() => hall.useLatest("entry")?.n);
  await page.live();
  {
    using _ = screen.hide();
    await tell(server, entry(1));
    await latest.equal(1);
  }
  await tell(server, entry(2));
  await latest.equal(2);
  const heard = Promise.withResolvers<Disposable>();
  page.client.on("entry", ({ n }) => n === 3 && heard.resolve(screen.hide()));
  await tell(server, entry(3));
  using _ = await heard.promise;
  await latest.equal(3);
});

Deno.test("presence and freshness are shown, and render when they change", async () => {
  await using server = await startHall();
  await tell(server, { type: "beat" });
  using page = new ReactPage(hallUrl(server), { token: await mintToken({ sub: "ann", name: "Ann" }) });
  const people = page.show(() => usePresence("hall").map(({ name }) => name));
  const beat = page.show(() => useFreshness("beat")?.status);
  const state = page.show(() => hall.useFreshness("state"));
  await people.equal(["Ann"]);
  using bob = new BoardClient(hallUrl(server), {
    token: await mintToken({ sub: "bob", name: "Bob" }),
  });
  bob.connect();
  await people.equal(["Ann", "Bob"]);
  bob.disconnect();
  await people.equal(["Ann"]);
  await beat.equal("late");
  await tell(server, { type: "beat" });
  await beat.equal("fresh");
  assert.deepEqual(people.values, [[], ["Ann"], ["Ann", "Bob"], ["Ann"]]);
  assert.deepEqual(beat.values.slice(-2), ["late", "fresh"]);
  assert.deepEqual(state.values, [undefined]);
});

Deno.test("the newest is shown, whether it was kept or only passed by", async () => {
  await using server = await startHall();
  using page = new ReactPage(hallUrl(server), { token: await mintToken({ sub: "ann" }) });
  const flash = page.show(() => hall.useLatest("flash")?.n);
  await page.live();
  await tell(server, { type: "flash", n: 1 });
  await flash.equal(1);
  await publishAll(server, [{ group: "user_ann", message: { type: "flash", n: 2 } }]);
  await flash.equal(2);
  await tell(server, { type: "flash", n: 3 });
  await flash.equal(3);
});

Deno.test("another key or board is shown at once, and the old one is let go", async () => {
  await using server = await startHall();
  await tell(server, state("a", 1), state("b", 2));
  const url = hallUrl(server);
  let key = "a";
  using page = new ReactPage(url, FAST);
  await page.live();
  const shown = page.show(() => hall.useLatest("state", key)?.n);
  key = "b";
  page.again();
  assert.equal(shown.last, 2);
  await tell(server, state("a", 3), state("b", 4));
  await shown.equal(4);
  page.again(`${url}?other`);
  assert.equal(shown.last, undefined);
  await shown.equal(4);
  await connections(server, 1);
});

Deno.test("a hook that has no board says what to do", () => {
  for (const use of [() => useLatest("entry"), () => useBoard()] as (() => unknown)[]) {
    assert.throws(() => renderToString(new Shown(use).element()), /No board: put a <BoardProvider/);
  }
});

/** Waits until all that was published before has come and been shown. */
async function settled(page: ReactPage, server: RunningBoardcast): Promise<void> {
  const mark = page.show(() => useLatest("flash")?.["n"]);
  await tell(server, { type: "flash", n: 1 });
  await mark.equal(1);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
