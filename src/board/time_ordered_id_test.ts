import assert from "node:assert/strict";
import { stopClock } from "../../tests/support/identity.ts";
import { timeOrderedId } from "./time_ordered_id.ts";

Deno.test("timeOrderedId() sorts by time, and is another one each time", () => {
  using clock = stopClock();
  const ids = Array.from({ length: 100 }, () => {
    clock.advance(86_400_000);
    return timeOrderedId();
  });
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(Array.from({ length: 1000 }, timeOrderedId)).size, 1000);
});
