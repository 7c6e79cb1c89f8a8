import assert from "node:assert/strict";
import { fileName } from "./save_export.ts";

Deno.test("fileName() has the board, the widget and the time, and no character that a file system refuses", () => {
  const now = Date.UTC(2026, 10, 30, 14, 5, 12, 345);
  assert.equal(
    fileName({ name: "open-trades", format: "csv" }, "trading", now),
    "trading-open-trades-2026-11-30T14-05-12Z.csv",
  );
});
