import assert from "node:assert/strict";
import { isOwnOrigin } from "./origin.ts";

interface Case {
  origin: string | null;
  host?: string | null;
  secure?: boolean;
  site?: string;
  own: boolean;
}

const CASES: readonly Case[] = [
  { origin: null, own: true },
  { origin: null, site: "same-origin", own: true },
  { origin: null, site: "none", own: true },
  { origin: null, site: "same-site", own: false },
  { origin: null, site: "cross-site", own: false },
  { origin: "null", own: false },
  { origin: "null", site: "cross-site", own: false },
  { origin: "null", site: "same-site", own: false },
  { origin: "null", site: "same-origin", own: true },
  { origin: "", own: false },
  { origin: "not an origin", own: false },
  { origin: "boards.example", own: false },
  { origin: "//boards.example", own: false },
  { origin: "http://", own: false },
  { origin: "file://", host: "", own: false },
  { origin: "ftp://boards.example", own: false },
  { origin: "chrome-extension://boards.example", own: false },
  { origin: "http://boards.example", own: true },
  { origin: "HTTP://BOARDS.example", own: true },
  { origin: "http://boards.example", host: "Boards.Example:80", own: true },
  { origin: "http://boards.example:80", own: true },
  { origin: "http://boards.example:8000", own: false },
  { origin: "http://boards.example:8000", host: "boards.example:8000", own: true },
  { origin: "http://boards.example", host: "boards.example:8000", own: false },
  { origin: "http://www.boards.example", own: false },
  { origin: "http://boards.example.evil", own: false },
  { origin: "http://boards.example@evil.example", own: false },
  { origin: "http://evil.example", own: false },
  { origin: "http://evil.example", site: "same-origin", own: false },
  { origin: "http://boards.example", host: null, own: false },
  { origin: "http://boards.example", host: "", own: false },
  { origin: "http://boards.example", host: "bo ards", own: false },
  { origin: "https://boards.example", own: true },
  { origin: "https://boards.example", secure: true, own: true },
  { origin: "https://boards.example", host: "boards.example:443", secure: true, own: true },
  { origin: "http://boards.example", secure: true, own: false },
  { origin: "https://friend.example", own: true },
  { origin: "https://friend.example", secure: true, own: true },
  { origin: "http://friend.example", own: false },
  { origin: "https://friend.example:8443", own: false },
  { origin: "http://slash.example:81", own: true },
  { origin: "http://[::1]:8000", host: "[::1]:8000", own: true },
];

Deno.test("isOwnOrigin() tells own pages from foreign ones", () => {
  for (const { origin, host = "boards.example", secure = false, site, own } of CASES) {
    const request = new Request("http://127.0.0.1:8000/", {
      headers: { ...origin !== null && { origin }, ...site !== undefined && { "sec-fetch-site": site } },
    });
    const origins = ["https://friend.example", "http://slash.example:81/"];
    assert.equal(
      isOwnOrigin(request, host, { origins, secure }),
      own,
      JSON.stringify({ origin, host, secure, site }),
    );
  }
});

Deno.test("isOwnOrigin() sees by the URL whether the server itself has TLS", () => {
  const request = new Request("https://boards.example/", { headers: { origin: "http://boards.example" } });
  assert.equal(isOwnOrigin(request, "boards.example", { origins: [] }), false);
});
