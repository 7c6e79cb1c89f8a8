import assert from "node:assert/strict";
import { type Boards, openBoards } from "../../../../tests/support/boards.ts";
import type { Group } from "../../../group/group.ts";
import type { Delivery } from "../../../group/delivery.ts";
import type { Member } from "../../../group/member.ts";
import type { Dialect } from "../../../protocol/codec.ts";
import type { JsonObject } from "../../../protocol/message.ts";
import type { Record as GroupRecord } from "../../../record/record.ts";
import type { Viewer } from "../../board.ts";
import { priceOf } from "./prices.ts";

/** A connection to the prices board, but for its socket. Disposing ends it. */
class TestViewer implements Viewer, Member, Disposable {
  readonly identity = null;
  readonly person = null;
  readonly lagging = false;
  readonly params = {};
  readonly dialect: Dialect;
  readonly frames: JsonObject[] = [];
  readonly joined = new Map<string, Group>();
  readonly #boards: Boards;
  readonly #mostGroups: number;
  readonly #ended = new AbortController();

  constructor(
    boards: Boards,
    { dialect = "plain", mostGroups = 64 }: { dialect?: Dialect; mostGroups?: number } = {},
  ) {
    this.#boards = boards;
    this.dialect = dialect;
    this.#mostGroups = mostGroups;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  send(frame: JsonObject): void {
    this.frames.push(frame);
  }

  deliver({ parts }: Delivery): void {
    this.frames.push(
      ...parts.flatMap(({ publications }) => publications.map(({ text }) => JSON.parse(text))),
    );
  }

  setBack(): void {}

  tell(): void {}

  async join(name: string): Promise<GroupRecord | null> {
    if (this.joined.size >= this.#mostGroups) return null;
    const group = await this.#boards.groups.join(name, this);
    this.joined.set(name, group);
    return group.record;
  }

  leave(name: string): void {
    const group = this.joined.get(name);
    if (!group) return;
    this.#boards.groups.leave(group, this);
    this.joined.delete(name);
  }

  /** Sends a command as the client would; what the viewer was sent for it. */
  async command(action: string, symbols: unknown): Promise<JsonObject[]> {
    this.frames.length = 0;
    const [endpoint] = this.#boards.catalog.board("prices")!.endpoints;
    await endpoint!.receive(this, JSON.stringify({ action, symbols }));
    return [...this.frames];
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    for (const group of this.joined.values()) this.#boards.groups.leave(group, this);
  }
}

async function publishPrice(boards: Boards, symbol: string, bid: number): Promise<void> {
  const message = { type: "price_update", symbol, data: { bid, ask: bid + 1, time: "t" } };
  await boards.publish({ group: "trading_updates", message });
}

function price(symbol: string, bid: number): JsonObject {
  return { type: "price", symbol, bid, ask: bid + 1, time: "t" };
}

Deno.test("prices: a subscription is answered, then sent the price of now and each new one", async () => {
  await using boards = openBoards();
  await publishPrice(boards, "EURUSD", 1);
  using viewer = new TestViewer(boards);
  assert.deepEqual(await viewer.command("subscribe", ["EURUSD", "GBPUSD"]), [
    { action: "subscribed", symbols: ["EURUSD", "GBPUSD"] },
    price("EURUSD", 1),
  ]);
  await publishPrice(boards, "GBPUSD", 2);
  await publishPrice(boards, "USDJPY", 3);
  assert.deepEqual(viewer.frames.slice(2), [price("GBPUSD", 2)]);
});

Deno.test("prices: who subscribes twice gets everything once", async () => {
  await using boards = openBoards();
  await publishPrice(boards, "EURUSD", 1);
  using viewer = new TestViewer(boards);
  await viewer.command("subscribe", ["EURUSD", "EURUSD"]);
  assert.deepEqual(await viewer.command("subscribe", ["EURUSD"]), [
    { action: "subscribed", symbols: ["EURUSD"] },
  ]);
  await publishPrice(boards, "EURUSD", 2);
  assert.deepEqual(viewer.frames.slice(1), [price("EURUSD", 2)]);
  await viewer.command("unsubscribe", ["EURUSD"]);
  assert.equal(boards.groups.members("prices_EURUSD"), 0);
});

Deno.test("prices: after an unsubscription nothing comes, and a new one begins afresh", async () => {
  await using boards = openBoards();
  using viewer = new TestViewer(boards);
  await viewer.command("subscribe", ["EURUSD"]);
  assert.deepEqual(await viewer.command("unsubscribe", ["EURUSD", "never"]), [
    { action: "unsubscribed", symbols: ["EURUSD", "never"] },
  ]);
  await publishPrice(boards, "EURUSD", 1);
  assert.equal(viewer.frames.length, 1);
  assert.deepEqual(boards.groups.groups, []);
  assert.deepEqual((await viewer.command("subscribe", ["EURUSD"]))[1], price("EURUSD", 1));
});

Deno.test("prices: what is no symbol, no list or no action changes nothing", async () => {
  await using boards = openBoards();
  using viewer = new TestViewer(boards);
  await viewer.command("subscribe", ["a\tb", "", "x".repeat(200), 5]);
  await viewer.command("subscribe", "EURUSD");
  assert.deepEqual(await viewer.command("ping", ["EURUSD"]), []);
  assert.equal(viewer.joined.size, 0);
});

Deno.test("prices: a connection that is in as many groups as it may be gets those", async () => {
  await using boards = openBoards();
  using viewer = new TestViewer(boards, { mostGroups: 2 });
  await viewer.command("subscribe", ["A", "B", "C", "D"]);
  assert.deepEqual([...viewer.joined.keys()], ["prices_A", "prices_B"]);
});

Deno.test("prices: a client of our own is sent no copies of what its record holds", async () => {
  await using boards = openBoards();
  await publishPrice(boards, "EURUSD", 1);
  using viewer = new TestViewer(boards, { dialect: "v1" });
  assert.deepEqual(await viewer.command("subscribe", ["EURUSD"]), [
    { action: "subscribed", symbols: ["EURUSD"] },
  ]);
});

Deno.test("prices: nothing is repeated to a connection that has ended", async () => {
  await using boards = openBoards();
  const before = new TestViewer(boards);
  await before.command("subscribe", ["EURUSD"]);
  before[Symbol.dispose]();
  const ended = new TestViewer(boards);
  ended[Symbol.dispose]();
  await ended.command("subscribe", ["EURUSD"]);
  ended[Symbol.dispose]();
  // That no timer is left is what the test runner itself checks.
});

Deno.test("priceOf() makes a price of numbers, with the producer's time or that of the message", () => {
  const of = (data: unknown, symbol: unknown = "EURUSD") =>
    priceOf({ type: "price_update", symbol, data, timestamp: "now" }).map(({ message }) => message["time"]);
  assert.deepEqual(of({ bid: 1, ask: 2, time: "then" }), ["then"]);
  assert.deepEqual(of({ bid: 1, ask: 2, time: 5 }), ["5"]);
  for (const time of [undefined, null, {}, []]) assert.deepEqual(of({ bid: 1, ask: 2, time }), ["now"]);
  for (const data of [{ bid: "1", ask: 2 }, { bid: 1 }, null, [], "x"]) assert.deepEqual(of(data), []);
  for (const symbol of ["a\tb", "", 5, null]) assert.deepEqual(of({ bid: 1, ask: 2 }, symbol), []);
});
