import assert from "node:assert/strict";
import fc from "fast-check";
import { LinePoints } from "./line_points.ts";

function pointsOf(line: LinePoints): [number, number][] {
  return Array.from({ length: line.size }, (_, at) => [line.timeAt(at), line.valueAt(at)]);
}

Deno.test("LinePoints.push() keeps points in the order of their times, one for each time", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(500), fc.integer()), { maxLength: 400 }), (pushed) => {
    const line = new LinePoints();
    for (const [time, value] of pushed) line.push(time, value);
    assert.deepEqual(pointsOf(line), [...new Map(pushed)].sort(([a], [b]) => a - b));
    assert.equal(line.newest, Math.max(...pushed.map(([time]) => time), -Infinity));
  }));
});

Deno.test("LinePoints.dropBefore() keeps one point before what is shown", () => {
  const line = new LinePoints();
  for (let time = 0; time < 10; time++) line.push(time, time);
  line.dropBefore(5);
  assert.deepEqual(pointsOf(line)[0], [4, 4]);
  line.dropBefore(100);
  assert.deepEqual(pointsOf(line), [[9, 9]]);
});

Deno.test("LinePoints.indexAfter() is the index of the first point after a time", () => {
  const line = new LinePoints();
  for (const time of [1, 3, 5]) line.push(time, 0);
  assert.deepEqual([0, 1, 2, 3, 5, 9].map((time) => line.indexAfter(time)), [0, 1, 1, 2, 3, 3]);
});

Deno.test("LinePoints goes on in the same arrays while a window moves over it", () => {
  const line = new LinePoints();
  for (let time = 0; time < 100_000; time++) {
    line.push(time, time % 7);
    line.dropBefore(time - 50);
  }
  assert.equal(line.size, 52);
  assert.deepEqual(pointsOf(line).at(-1), [99_999, 99_999 % 7]);
});

Deno.test("LinePoints thins what is too much, and keeps what stands out", () => {
  const line = new LinePoints();
  for (let time = 0; time < 50_000; time++) {
    line.push(time, time === 777 ? 1e6 : time === 40_001 ? -1e6 : time % 5);
  }
  const points = pointsOf(line);
  assert.ok(points.length <= 4_096, `${points.length} points`);
  assert.deepEqual(points.filter(([, value]) => Math.abs(value) > 5), [[777, 1e6], [40_001, -1e6]]);
  assert.deepEqual(points.map(([time]) => time), points.map(([time]) => time).sort((a, b) => a - b));
  assert.equal(line.newest, 49_999);
});
