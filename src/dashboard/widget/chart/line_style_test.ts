import assert from "node:assert/strict";
import { LineStyles } from "./line_style.ts";

Deno.test("LineStyles.of() gives each line another style, and keeps it", () => {
  const styles = new LineStyles();
  const names = Array.from({ length: 12 }, (_, at) => `m${at}`);
  const first = styles.of(names);
  assert.equal(new Set(first.map((style) => JSON.stringify(style))).size, 12);
  assert.deepEqual(styles.of(names.toReversed()), first.toReversed());
});

Deno.test("LineStyles.of() gives the style of a line that is gone to the next that comes", () => {
  const styles = new LineStyles();
  const [a, b] = styles.of(["a", "b"]);
  assert.deepEqual(styles.of(["b", "c"]), [b, a]);
});
