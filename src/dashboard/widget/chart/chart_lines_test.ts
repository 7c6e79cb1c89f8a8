import assert from "node:assert/strict";
import { ChartLines } from "./chart_lines.ts";

function shown(fields: Record<string, unknown>, time = 1_000, group = "g") {
  return { message: { type: "e", ...fields }, place: { group, offset: 1 }, time };
}

function valuesOf(lines: ChartLines, name: string): [number, number][] {
  const { points } = lines.line(name)!;
  return Array.from({ length: points.size }, (_, at) => [points.timeAt(at), points.valueAt(at)]);
}

Deno.test("ChartLines has a line for each value at `by`, or one alone", () => {
  const lines = new ChartLines({ event: "e", value: "data.bid", by: "symbol" });
  for (const [symbol, bid] of [["b", 1.25], ["a", 2], ["b", 1.5]] as const) {
    lines.take(shown({ symbol, data: { bid } }, 1_000 + bid), 0);
  }
  assert.deepEqual(lines.summary, { names: ["b", "a"], problem: null });
  assert.deepEqual(valuesOf(lines, "b"), [[1_001.25, 1.25], [1_001.5, 1.5]]);
  assert.equal(lines.line("b")!.decimals, 2);
  lines.sort();
  assert.deepEqual(lines.summary.names, ["a", "b"]);
  const single = new ChartLines({ event: "e", value: "data.bid" });
  single.take(shown({ data: { bid: 3 } }), 0);
  assert.deepEqual(single.summary.names, ["data.bid"]);
});

Deno.test("ChartLines says why no line can be drawn, until one can", () => {
  const lines = new ChartLines({ event: "e", value: "data.bid", by: "symbol" });
  lines.take(shown({ symbol: "a", data: { bid: null } }), 0);
  assert.equal(lines.summary.problem, null, "no value is a value");
  lines.take(shown({ symbol: "a" }), 0);
  assert.equal(lines.summary.problem, 'Messages of "e" have nothing at "data.bid"');
  lines.take(shown({ data: { bid: 1 } }), 0);
  assert.equal(lines.summary.problem, 'Messages of "e" have nothing at "symbol"');
  lines.take(shown({ symbol: "a", data: { bid: "1.5" } }), 0);
  assert.equal(lines.summary.problem, '"data.bid" of "e" is not a number: "1.5"');
  lines.take(shown({ symbol: "a", data: { bid: 1.5 } }), 0);
  assert.equal(lines.summary.problem, null);
});

Deno.test("ChartLines forgets the groups that are lost, and what is too old", () => {
  const lines = new ChartLines({ event: "e", value: "v", by: "k" });
  lines.take(shown({ k: "a", v: 1 }, 1_000, "here"), 0);
  lines.take(shown({ k: "b", v: 1 }, 1_000, "there"), 0);
  lines.forget((group) => group === "there");
  assert.deepEqual(lines.summary.names, ["a"]);
  for (const time of [2_000, 3_000, 4_000]) lines.take(shown({ k: "a", v: 1 }, time, "here"), 2_500);
  assert.deepEqual(valuesOf(lines, "a").map(([time]) => time), [2_000, 3_000, 4_000]);
  assert.ok(lines.hasPoints(2_500, 3_500));
  assert.ok(!lines.hasPoints(3_000, 4_000), "neither of the two that it lies between");
});

Deno.test("ChartLines has no more than a thousand lines", () => {
  const lines = new ChartLines({ event: "e", value: "v", by: "k" });
  for (let k = 0; k < 1_200; k++) lines.take(shown({ k, v: 1 }, k), 0);
  assert.equal(lines.summary.names.length, 1_000);
  assert.equal(lines.line("199"), undefined);
  assert.ok(lines.line("1199"));
});
