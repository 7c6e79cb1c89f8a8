import assert from "node:assert/strict";
import { LinePoints } from "./line_points.ts";
import { breaksOf } from "./missing.ts";

function line(times: readonly number[], group = "g") {
  const points = new LinePoints();
  for (const time of times) points.push(time, 0);
  return { name: "a", group, points, decimals: 0 };
}

function gap(since: number, until: number | null, group: string | null = "g") {
  return { since, until, group, cause: "" };
}

Deno.test("breaksOf() are the gaps of the groups that are shown, those that meet as one", () => {
  const gaps = [gap(50, null, null), gap(10, 20), gap(15, 30), gap(0, 5, "other"), gap(40, 40)];
  assert.deepEqual(breaksOf([line([1])], gaps, []), [{ since: 10, until: 30 }, {
    since: 50,
    until: Infinity,
  }]);
});

Deno.test("breaksOf() has a lost connection until the first point after it", () => {
  const loss = { from: 10_000, until: 20_000, isSilence: false };
  assert.deepEqual(breaksOf([line([8_000, 9_000, 21_000])], [], [loss]), [{ since: 10_000, until: 20_000 }]);
  assert.deepEqual(breaksOf([line([8_000, 9_000, 19_000])], [], [loss]), [{ since: 10_000, until: 19_000 }]);
});

Deno.test("breaksOf() has no gap where the connection was lost and nothing is missing", () => {
  const loss = { from: 10_000, until: 20_000, isSilence: false };
  const all = Array.from({ length: 30 }, (_, second) => second * 1_000);
  assert.deepEqual(breaksOf([line(all)], [], [loss]), []);
  assert.deepEqual(breaksOf([line([5_000, 8_000, 9_900, 12_000])], [], [loss]), [], "when one was due");
  assert.deepEqual(breaksOf([line(all)], [], [{ ...loss, until: 10_500 }]), []);
});

Deno.test("breaksOf() has the silence of a server from the last point on", () => {
  const loss = { from: 30_000, until: Infinity, isSilence: true };
  assert.deepEqual(breaksOf([line([8_000, 9_000]), line([9_500])], [], [loss]), [{
    since: 9_500,
    until: Infinity,
  }]);
  assert.deepEqual(breaksOf([line([])], [], [loss]), [{ since: 30_000, until: Infinity }]);
});
