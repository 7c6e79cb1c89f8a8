import assert from "node:assert/strict";
import { LinePoints } from "./line_points.ts";
import { type Break, Trace } from "./trace.ts";

function lineOf(points: readonly (readonly [number, number])[]): LinePoints {
  const line = new LinePoints();
  for (const [time, value] of points) line.push(time, value);
  return line;
}

/** The pieces that are drawn, each as the times of its points. */
function pieces(
  line: LinePoints,
  view: {
    from: number;
    until: number;
    columns: number;
    breaks?: Break[];
    leadsOn?: boolean;
    longest?: number;
  },
): number[][] {
  const trace = new Trace();
  trace.take(line, { breaks: [], leadsOn: true, longest: Infinity, ...view });
  const pieces: number[][] = [];
  for (let at = 0; at < trace.size; at++) {
    if (trace.isStart(at)) pieces.push([]);
    pieces.at(-1)!.push(trace.timeAt(at));
  }
  return pieces;
}

const TEN = lineOf(Array.from({ length: 10 }, (_, time) => [time, time % 3] as const));

Deno.test("Trace takes what is in view and one point beyond each edge", () => {
  assert.deepEqual(pieces(TEN, { from: 2.5, until: 5.5, columns: 100 }), [[2, 3, 4, 5, 6]]);
  assert.deepEqual(pieces(TEN, { from: 2.5, until: 5.5, columns: 100, leadsOn: false }), [[2, 3, 4, 5]]);
  assert.deepEqual(pieces(new LinePoints(), { from: 0, until: 5, columns: 100 }), []);
});

Deno.test("Trace draws no line across a gap, nor into one", () => {
  const view = { from: 0, until: 9, columns: 1_000 };
  assert.deepEqual(pieces(TEN, { ...view, breaks: [{ since: 3, until: 4 }] }), [[0, 1, 2, 3], [
    4,
    5,
    6,
    7,
    8,
    9,
  ]]);
  assert.deepEqual(
    pieces(TEN, { ...view, breaks: [{ since: 3.2, until: 3.4 }, { since: 6.5, until: Infinity }] }),
    [
      [0, 1, 2, 3],
      [4, 5, 6],
      [7],
      [8],
      [9],
    ],
  );
  assert.deepEqual(
    pieces(TEN, { ...view, breaks: [{ since: -9, until: -5 }, { since: 20, until: 30 }] }).length,
    1,
  );
});

Deno.test("Trace splits at a gap within one pixel", () => {
  const breaks = [{ since: 4.2, until: 4.8 }];
  assert.deepEqual(pieces(TEN, { from: 0, until: 9, columns: 1, breaks }).map((times) => times.at(0)), [
    0,
    5,
  ]);
});

Deno.test("Trace draws many points with no more than four on a pixel, and all that stands out", () => {
  const line = new LinePoints();
  for (let time = 0; time < 4_000; time++) {
    line.push(time, time === 1_234 ? 99 : time === 2_345 ? -99 : time % 2);
  }
  const trace = new Trace();
  trace.take(line, { from: 0, until: 4_000, columns: 50, breaks: [], leadsOn: false, longest: Infinity });
  assert.ok(trace.size <= 51 * 4, `${trace.size} points`);
  assert.deepEqual([trace.least, trace.greatest], [-99, 99]);
  const values = Array.from({ length: trace.size }, (_, at) => trace.valueAt(at));
  assert.ok(values.includes(99) && values.includes(-99));
  assert.equal(trace.timeAt(trace.size - 1), 3_999);
});

Deno.test("Trace draws no line across a silence, also of a line that was thinned", () => {
  const line = lineOf([0, 1, 2, 30, 31].map((time) => [time, time] as const));
  const view = { from: 0, until: 40, columns: 100 };
  assert.deepEqual(pieces(line, { ...view, longest: 5 }), [[0, 1, 2], [30, 31]]);
  assert.deepEqual(pieces(line, view), [[0, 1, 2, 30, 31]]);
  const thinned = lineOf(Array.from({ length: 20_000 }, (_, time) => [time, time % 7] as const));
  assert.equal(pieces(thinned, { from: 0, until: 20_000, columns: 500, longest: 1 }).length, 1);
});
