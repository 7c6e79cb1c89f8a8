import assert from "node:assert/strict";
import { storedToken } from "./stored_token.ts";

Deno.test("storedToken() is that of the sign-in, or the one that people put in by hand", () => {
  const rows: [stored: Record<string, string>, token: string | null][] = [
    [{}, null],
    [{ token: "b" }, "b"],
    [{ auth_token: "a" }, "a"],
    [{ auth_token: "a", token: "b" }, "a"],
  ];
  const real = Object.getOwnPropertyDescriptor(globalThis, "localStorage")!;
  try {
    for (const [stored, token] of rows) {
      const value = { getItem: (key: string) => stored[key] ?? null };
      Object.defineProperty(globalThis, "localStorage", { value, configurable: true });
      assert.equal(storedToken(), token);
    }
    Object.defineProperty(globalThis, "localStorage", { value: undefined, configurable: true });
    assert.equal(storedToken(), null);
  } finally {
    Object.defineProperty(globalThis, "localStorage", real);
  }
});
