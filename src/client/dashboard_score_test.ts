import assert from "node:assert/strict";
import { intensityOf, scoreOf } from "./dashboard_score.ts";

Deno.test("intensityOf() changes at 40, 60 and 80", () => {
  const scores = [0, 39.9, 40, 59.9, 60, 79.9, 80, 100];
  const expected = ["low", "low", "medium", "medium", "high", "high", "intense", "intense"];
  assert.deepEqual(scores.map(intensityOf), expected);
});

Deno.test("scoreOf() is the score of an update that asks to show it", () => {
  assert.equal(scoreOf({ update_score: true, g_code_score: 64 }), 64);
  assert.equal(scoreOf({ update_score: true, g_code_score: 0 }), 0);
  assert.equal(scoreOf({ update_score: false, g_code_score: 64 }), undefined);
  assert.equal(scoreOf({ g_code_score: 64 }), undefined);
  assert.equal(scoreOf({ update_score: true, g_code_score: "64" }), undefined);
});
