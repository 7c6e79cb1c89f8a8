import assert from "node:assert/strict";
import { Demand, type DemandChange } from "./demand.ts";

const LINGER = 100;

/** What a demand tells, one change after the other. */
class Told {
  readonly changes: [group: string, watched: boolean][] = [];
  #wake = () => {};

  readonly take = ({ group, watched, time }: DemandChange) => {
    assert.ok(Math.abs(Date.now() - time) < 1_000);
    this.changes.push([group, watched]);
    this.#wake();
  };

  async next(): Promise<[group: string, watched: boolean]> {
    while (this.changes.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
    return this.changes.shift()!;
  }
}

Deno.test("Demand tells a first viewer at once, and that there is none when that has lasted", async () => {
  const told = new Told();
  using demand = new Demand(LINGER);
  using _watch = demand.watch(told.take);
  demand.opened("a");
  assert.deepEqual(told.changes.splice(0), [["a", true]]);
  const lost = performance.now();
  demand.closed("a");
  assert.deepEqual([told.changes, demand.watched], [[], ["a"]]);
  assert.deepEqual(await told.next(), ["a", false]);
  // A timer may be a millisecond early.
  assert.ok(performance.now() - lost >= LINGER - 1);
  assert.deepEqual(demand.watched, []);
});

Deno.test("Demand says nothing of a page that is loaded again", async () => {
  const told = new Told();
  using demand = new Demand(LINGER);
  using _watch = demand.watch(told.take);
  for (const group of ["a", "b"]) demand.opened(group);
  demand.closed("a");
  demand.closed("b");
  demand.opened("a");
  told.changes.splice(0);
  assert.deepEqual(await told.next(), ["b", false]);
  demand.opened("c");
  demand.closed("c");
  assert.deepEqual([await told.next(), await told.next()], [["c", true], ["c", false]]);
  assert.deepEqual(demand.watched, ["a"]);
});

Deno.test("Demand knows without a listener what is watched, and tells one only what comes", async () => {
  using demand = new Demand(0);
  demand.opened("a");
  demand.opened("b");
  demand.closed("a");
  const told = new Told();
  {
    using _watch = demand.watch(told.take);
    assert.deepEqual([demand.watched, told.changes], [["b"], []]);
    demand.closed("b");
    assert.deepEqual(await told.next(), ["b", false]);
    demand.opened("a");
    await told.next();
    demand.closed("a");
  }
  demand.opened("c");
  assert.deepEqual([demand.watched, told.changes], [["c"], []]);
});

Deno.test("Demand has ended when it is disposed, and leaves no timer behind", () => {
  const told = new Told();
  const demand = new Demand();
  demand.watch(told.take);
  demand.opened("a");
  demand.closed("a");
  assert.equal(demand.signal.aborted, false);
  demand[Symbol.dispose]();
  assert.equal(demand.signal.aborted, true);
  demand.opened("b");
  demand.closed("b");
  assert.deepEqual(told.changes, [["a", true]]);
});
