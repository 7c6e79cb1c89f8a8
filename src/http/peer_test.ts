import assert from "node:assert/strict";
import { countedAddress, type Peer, peerOf } from "./peer.ts";

function peerFrom(
  hostname: string,
  headers: Record<string, string>,
  options: { proxies?: string[]; tls?: boolean } = {},
): Peer {
  const { proxies = ["127.0.0.1", "2001:DB8::0:1"], tls = false } = options;
  const remote: Deno.NetAddr = { transport: "tcp", hostname, port: 5 };
  return peerOf(new Request("http://server/", { headers: { host: "own.example", ...headers } }), remote, {
    proxies,
    tls,
  });
}

const FORWARDED = {
  "x-forwarded-for": "6.6.6.6, 5.5.5.5",
  "x-forwarded-host": "public.example",
  "x-forwarded-proto": "https",
};

Deno.test("peerOf() believes X-Forwarded-* only from a configured proxy", () => {
  const stranger = { address: "9.9.9.9", host: "own.example", secure: false };
  assert.deepEqual(peerFrom("9.9.9.9", FORWARDED), stranger);
  assert.deepEqual(peerFrom("127.0.0.1", FORWARDED, { proxies: [] }), { ...stranger, address: "127.0.0.1" });
  const behind = { address: "5.5.5.5", host: "public.example", secure: true };
  assert.deepEqual(peerFrom("127.0.0.1", FORWARDED), behind);
  assert.deepEqual(peerFrom("::ffff:127.0.0.1", FORWARDED), behind, "IPv4 on an IPv6 socket");
  assert.deepEqual(peerFrom("2001:db8::1", FORWARDED), behind, "written in another way");
});

Deno.test("peerOf() takes the last address that is no proxy, and none that is not an address", () => {
  const addressFor = (text: string) => peerFrom("127.0.0.1", { "x-forwarded-for": text }).address;
  assert.equal(addressFor("1.1.1.1, 5.5.5.5, 127.0.0.1"), "5.5.5.5");
  assert.equal(addressFor("5.5.5.5:49152"), "5.5.5.5");
  assert.equal(addressFor("[2001:db8::5]:49152"), "2001:db8::5");
  for (const text of ["", ",", "unknown", "5.5.5.5, unknown", "<script>", "127.0.0.1", "1.2.3.999"]) {
    assert.equal(addressFor(text), "127.0.0.1", text);
  }
});

Deno.test("peerOf() is secure behind TLS or a proxy that has it, and nothing else", () => {
  assert.equal(peerFrom("9.9.9.9", {}, { tls: true }).secure, true);
  assert.equal(peerFrom("127.0.0.1", {}).secure, false);
  for (const proto of ["http", "HTTPS!", "wss", "http, https"]) {
    assert.equal(peerFrom("127.0.0.1", { "x-forwarded-proto": proto }).secure, false, proto);
  }
});

Deno.test("countedAddress() counts an IPv6 network of 64 bits as one", () => {
  const counted: Record<string, string> = {
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::1": "2001:db8:1:2::/64",
    "2001:0DB8:0001:0002::ffff": "2001:db8:1:2::/64",
    "2001:db8::1": "2001:db8:0:0::/64",
    "2001:db8::2": "2001:db8:0:0::/64",
    "2001:db8::a:b:c:d": "2001:db8:0:0::/64",
    "2001:db8:0:1::1": "2001:db8:0:1::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    "::1": "0:0:0:0::/64",
    "2001:db8:1:2::": "2001:db8:1:2::/64",
    "::ffff:10.1.2.3": "10.1.2.3",
    "::ffff:a01:203": "10.1.2.3",
    "10.1.2.3": "10.1.2.3",
    "local": "local",
  };
  for (const [address, network] of Object.entries(counted)) assert.equal(countedAddress(address), network);
});
