import assert from "node:assert/strict";
import { Rate } from "./rate.ts";

Deno.test("Rate.perSecond() comes near what is steady, and falls when nothing happens", () => {
  const rate = new Rate();
  assert.equal(rate.perSecond(0), 0);
  for (let now = 0; now < 60_000; now += 100) rate.note(2, now);
  const steady = rate.perSecond(60_000);
  assert.ok(Math.abs(steady - 20) < 0.5, String(steady));
  assert.ok(rate.perSecond(70_000) < 0.4 * steady);
  assert.ok(rate.perSecond(160_000) < 0.01);
});

Deno.test("Rate.perSecond() stands still while the clock goes back", () => {
  const rate = new Rate();
  rate.note(10, 1_000);
  assert.equal(rate.perSecond(0), rate.perSecond(1_000));
});
