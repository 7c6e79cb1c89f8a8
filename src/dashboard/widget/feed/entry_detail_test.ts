import assert from "node:assert/strict";
import { entryDetail } from "./entry_detail.ts";

Deno.test("entryDetail() tells what is of interest, as words", () => {
  const message = {
    type: "signal",
    timestamp: "2026-01-01T00:00:00Z",
    id: 7,
    trade_id: "x",
    signal: {
      text: "EURUSD buy",
      entry_price: 1.1003,
      stop: 1.0978,
      uuid: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
      ref: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
      status: "in_progress",
      note: "",
      list: [1],
      none: null,
      deep: { isOpen: true },
    },
  };
  const told = new Set(["type", "timestamp", "signal.text"]);
  assert.equal(
    entryDetail(message, { told, title: "EURUSD buy", time: String }),
    "entry price 1.1003 · stop 1.0978 · status in progress · isOpen yes",
  );
});

Deno.test("entryDetail() is a line, whatever the message", () => {
  const message = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]));
  assert.equal(
    entryDetail(message, { told: new Set(), title: "", time: String }),
    "f0 0 · f1 1 · f2 2 · f3 3 · f4 4",
  );
});

Deno.test("entryDetail() tells words first, a name by whose it is, and nothing twice", () => {
  const message = {
    type: "activity_new",
    data: {
      timestamp: "2026-01-01T00:00:00Z",
      started: "2026-01-01T00:00:00Z",
      actor: { id: 1, name: "demo", type: "user" },
      target: { name: "Portuguese A1", role: "Teacher" },
      metadata: { owner: "demo", state: "in_progress" },
      message: "It begins today",
    },
  };
  assert.equal(
    entryDetail(message, { told: new Set(), title: "Class Portuguese A1: teacher", time: String }),
    "It begins today · actor demo · state in progress",
  );
});
