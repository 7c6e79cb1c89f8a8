import assert from "node:assert/strict";
import { tickText, timeTicks } from "./time_ticks.ts";

function formatOf(zone: string) {
  const write = (time: number) =>
    new Date(time + (zone === "Asia/Kolkata" ? 19_800_000 : 0)).toISOString().slice(0, 19).replace("T", " ");
  return { zone, clockWithDay: write, clock: (time: number) => write(time).slice(11) };
}

const NOON = Date.parse("2026-11-30T12:00:30Z");

Deno.test("timeTicks() are round and no more than there is room for", () => {
  const { times, step } = timeTicks([NOON, NOON + 300_000], 5, formatOf("UTC"));
  assert.equal(step, 60_000);
  assert.deepEqual(times.map((time) => tickText(time, step, formatOf("UTC"))), [
    "12:01",
    "12:02",
    "12:03",
    "12:04",
    "12:05",
  ]);
});

Deno.test("timeTicks() are round in the zone that is shown", () => {
  const format = formatOf("Asia/Kolkata");
  const { times, step } = timeTicks([NOON, NOON + 10 * 3_600_000], 5, format);
  assert.deepEqual(times.map((time) => tickText(time, step, format)), [
    "18:00",
    "20:00",
    "22:00",
    "00:00",
    "02:00",
  ]);
});

Deno.test("timeTicks() tell seconds where there is room, and days where there must be", () => {
  const format = formatOf("UTC");
  assert.equal(tickText(NOON, timeTicks([NOON, NOON + 20_000], 5, format).step, format), "12:00:30");
  const month = timeTicks([NOON, NOON + 30 * 86_400_000], 8, format);
  assert.equal(tickText(month.times[0]!, month.step, format), "12-03");
});
