import assert from "node:assert/strict";
import fc from "fast-check";
import { Fernet } from "./fernet.ts";
import { LayerCodec } from "./layer_codec.ts";
import { parsePythonJson } from "./python_json.ts";

/** What Python's `cryptography` made of `{"type": "x"}` in msgpack under the key "secret", at 1700000000. */
const TOKEN =
  "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD0rNHcJkPeFOMTAdgt-8K36E8ZnMGwl5rmM-9yfCrhsAI14JXZSfE8237cNP6R00eg==";
const SENT = 1_700_000_000_000;
const PLAIN = Uint8Array.fromHex("81a474797065a178");

/** What Python's msgpack made of -1, 2^63, 1.5, NaN, bytes, a list and text. */
const PACKED =
  "88a474797065a178a16effa3626967cf8000000000000000a166cb3ff8000000000000a36e616ecb7ff8000000000000a162c40200ffa16c9301c0c3a173a8626cc3a562c3a672";

function codec(format: "msgpack" | "json", ...keys: string[]): LayerCodec {
  return new LayerCodec({ serializer_format: format, symmetric_encryption_keys: keys, expiry: 60 });
}

const utf8 = new TextEncoder();

Deno.test("Fernet reads what Python wrote, with any of its keys, and nothing else", async () => {
  const token = utf8.encode(TOKEN);
  assert.deepEqual(await new Fernet(["secret"]).decrypt(token), PLAIN);
  assert.deepEqual(await new Fernet(["new", "secret"]).decrypt(token), PLAIN);
  assert.equal(await new Fernet(["other"]).decrypt(token), null);
  for (let at = 0; at < token.length - 2; at += 7) {
    const bent = token.with(at, token[at] === 65 ? 66 : 65);
    assert.equal(await new Fernet(["secret"]).decrypt(bent), null, `the character ${at} was another`);
  }
  for (const none of ["", "x", "gAAAAA", TOKEN.slice(0, 60)]) {
    assert.equal(await new Fernet(["secret"]).decrypt(utf8.encode(none)), null);
  }
});

Deno.test("Fernet refuses what is too old", async () => {
  const fernet = new Fernet(["secret"]);
  const token = utf8.encode(TOKEN);
  assert.deepEqual(await fernet.decrypt(token, { maxAge: 70_000, now: SENT + 70_000 }), PLAIN);
  assert.equal(await fernet.decrypt(token, { maxAge: 70_000, now: SENT + 70_001 }), null);
});

Deno.test("Fernet encrypts with its first key, into the form that Python writes", async () => {
  const token = await new Fernet(["secret", "old"]).encrypt(PLAIN, SENT);
  assert.equal(token.length, TOKEN.length);
  assert.match(new TextDecoder().decode(token), /^gAAAAABlU_E[\w-]+=*$/);
  assert.deepEqual(await new Fernet(["secret"]).decrypt(token), PLAIN);
});

Deno.test("LayerCodec reads msgpack of Python as what JSON has", async () => {
  assert.deepEqual(await codec("msgpack").decode(Uint8Array.fromHex(PACKED)), {
    message: {
      type: "x",
      n: -1,
      big: "9223372036854775808",
      f: 1.5,
      nan: null,
      b: "AP8=",
      l: [1, null, true],
      s: "blåbær",
    },
  });
});

Deno.test("parsePythonJson() reads NaN and the infinities as null, and leaves texts alone", () => {
  const text = String
    .raw`{"nan": NaN, "inf": [Infinity, -Infinity], "text": "NaN \"Infinity\" -Infinity", "n": -1}`;
  const expected = { nan: null, inf: [null, null], text: 'NaN "Infinity" -Infinity', n: -1 };
  assert.deepEqual(parsePythonJson(text), expected);
  for (const none of ["", "{", "NaNa", "[NaN", "{'a': 1}"]) assert.equal(parsePythonJson(none), undefined);
});

Deno.test("LayerCodec tells why a body cannot be read, and never throws", async () => {
  const cases: [format: "msgpack" | "json", keys: string[], body: string | Uint8Array, unreadable: string][] =
    [
      ["msgpack", [], Uint8Array.fromHex("93010203"), "not a map"],
      ["msgpack", [], Uint8Array.fromHex("81a1"), "undecodable"],
      ["msgpack", [], "", "undecodable"],
      ["msgpack", [], Uint8Array.fromHex("81a95f5f70726f746f5f5f01"), "undecodable"],
      ["msgpack", ["secret"], PLAIN, "undecryptable"],
      ["json", [], "[1]", "not a map"],
      ["json", [], "{", "undecodable"],
      ["json", [], Uint8Array.fromHex("7b22ff22"), "undecodable"],
      ["json", ["secret"], TOKEN, "undecodable"],
    ];
  for (const [format, keys, body, unreadable] of cases) {
    const bytes = typeof body === "string" ? utf8.encode(body) : body;
    assert.deepEqual(await codec(format, ...keys).decode(bytes), { unreadable }, `${format} ${body}`);
  }
  await fc.assert(fc.asyncProperty(
    fc.uint8Array({ maxLength: 64 }),
    fc.constantFrom<"msgpack" | "json">("msgpack", "json"),
    async (bytes, format) => {
      const decoded = await codec(format).decode(bytes);
      assert.ok("unreadable" in decoded || JSON.stringify(decoded.message));
    },
  ));
});

Deno.test("LayerCodec reads what it wrote", async () => {
  for (const format of ["msgpack", "json"] as const) {
    for (const keys of [[], ["a", "b"]]) {
      await fc.assert(
        fc.asyncProperty(fc.json(), async (text) => {
          const message = { type: "x", value: JSON.parse(text) };
          const decoded = await codec(format, ...keys).decode(await codec(format, ...keys).encode(message));
          assert.deepEqual("message" in decoded && JSON.stringify(decoded.message), JSON.stringify(message));
        }),
        { numRuns: 30 },
      );
    }
  }
});
