import assert from "node:assert/strict";
import { LinePoints } from "./line_points.ts";
import { LineStyles } from "./line_style.ts";
import { summaryOf } from "./summary.ts";

function lineOf(name: string, values: readonly number[]) {
  const points = new LinePoints();
  for (const [second, value] of values.entries()) points.push(second * 1_000, value);
  return { line: { name, group: "g", points, decimals: 1 }, style: new LineStyles().of([name])[0]! };
}

const SCENE = {
  ends: {},
  unit: "°C",
  decimals: undefined,
  leadsOn: false,
  longest: Infinity,
  time: { zone: "UTC", clock: (time: number) => `${time / 1_000}`, clockWithDay: String },
};

Deno.test("summaryOf() tells the newest, the least and the greatest of each line, and what is missing", () => {
  const lines = [lineOf("oven", [9, 1.5, 3, 2]), lineOf("door", [])];
  const gaps = [{ since: 2_000, until: 14_000 }, { since: -9_000, until: -1_000 }];
  assert.equal(
    summaryOf({ ...SCENE, lines, gaps }, { from: 500, until: 60_000 }),
    "Chart, 0.5 to 60. oven: 2.0\u202f°C, between 1.5\u202f°C and 3.0\u202f°C. door: nothing. missing: 12 s",
  );
});

Deno.test("summaryOf() does not list everything", () => {
  const lines = Array.from({ length: 9 }, (_, at) => lineOf(`m${at}`, [1]));
  assert.match(summaryOf({ ...SCENE, lines, gaps: [] }, { from: 0, until: 1 }), /\. 3 more lines$/);
});
