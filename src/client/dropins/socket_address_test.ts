import assert from "node:assert/strict";
import { socketAddress } from "./socket_address.ts";

Deno.test("socketAddress() makes http a socket, keeps the path to the slash and takes the token into the query", () => {
  const rows: [url: string, token: string | undefined, address: string][] = [
    ["ws://localhost:8000/ws/dashboard", undefined, "ws://localhost:8000/ws/dashboard"],
    ["http://localhost:8000/ws/dashboard/", "a.b", "ws://localhost:8000/ws/dashboard/?token=a.b"],
    ["https://example.com/x", "a&b", "wss://example.com/x?token=a%26b"],
    ["wss://example.com/x?y=1", "a", "wss://example.com/x?y=1&token=a"],
  ];
  for (const [url, token, address] of rows) assert.equal(socketAddress(url, token), address);
});

Deno.test("socketAddress() of a path needs a page", () => {
  assert.throws(() => socketAddress("/ws/dashboard"), TypeError);
});
