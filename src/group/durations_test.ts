import assert from "node:assert/strict";
import { Durations } from "./durations.ts";

function isNear(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual / expected - 1) < 0.05, `${actual} is not near ${expected}`);
}

Deno.test("Durations.summary() tells percentiles to within 5 %", () => {
  const durations = new Durations();
  for (let ms = 1; ms <= 1000; ms++) durations.note(ms, 0);
  const { count, p50, p95, p99 } = durations.summary(0);
  assert.equal(count, 1000);
  isNear(p50, 500);
  isNear(p95, 950);
  isNear(p99, 990);
});

Deno.test("Durations has room for nothing and for hours", () => {
  const durations = new Durations();
  durations.note(0, 0);
  assert.ok(durations.summary(0).p50! <= 0.01);
  for (let at = 0; at < 10; at++) durations.note(3_600_000, 0);
  assert.ok(durations.summary(0).p50! > 100_000);
});

Deno.test("Durations forgets what is over a minute ago, also after a long silence", () => {
  const durations = new Durations();
  assert.deepEqual(durations.summary(5), { count: 0, p50: null, p95: null, p99: null });
  durations.note(1, 5_000);
  durations.note(100, 55_000);
  assert.equal(durations.summary(59_000).count, 2);
  assert.equal(durations.summary(65_000).count, 1);
  isNear(durations.summary(65_000).p50, 100);
  assert.equal(durations.summary(900_000).count, 0);
});
