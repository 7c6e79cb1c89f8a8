import assert from "node:assert/strict";
import { backoff } from "./backoff.ts";

Deno.test("backoff() doubles with every try", () => {
  assert.deepEqual([1, 2, 3, 4, 5].map((attempt) => backoff(3_000, attempt)), [
    3_000,
    6_000,
    12_000,
    24_000,
    48_000,
  ]);
});
