import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { mintToken, SECRET } from "../../tests/support/boardcast.ts";
import { stopClock, TOKEN_OPTIONS } from "../../tests/support/identity.ts";
import { badTokens } from "../../tests/support/tokens.ts";
import { type TokenOptions, Tokens } from "./tokens.ts";

const NOW = () => Math.floor(Date.now() / 1000);

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

function sign(alg: string, { privateKey }: Pair, kid?: string, claims: JWTPayload = {}): Promise<string> {
  const header = { alg, ...kid !== undefined && { kid } };
  return new SignJWT({ sub: "ann", exp: NOW() + 60, ...claims }).setProtectedHeader(header).sign(privateKey);
}

function pair(alg: string): Promise<Pair> {
  return generateKeyPair(alg, { extractable: true });
}

/** The reason of the refusal; `null` for a token that is accepted. */
async function refusal(token: string, options: Partial<TokenOptions> | Tokens = {}): Promise<string | null> {
  const tokens = options instanceof Tokens ? options : new Tokens({ ...TOKEN_OPTIONS, ...options });
  const outcome = await tokens.verify(token);
  if ("claims" in outcome) return null;
  assert.ok(token.length < 20 || !outcome.refused.includes(token.slice(-20)), "the reason holds the token");
  return outcome.refused;
}

Deno.test("Tokens.verify() accepts what Tokens.mint() made, with issuer and audience", async () => {
  const tokens = new Tokens({ ...TOKEN_OPTIONS, issuer: "me", audience: "boards" });
  const outcome = await tokens.verify(await tokens.mint({ sub: "ann" }, 60_000));
  assert.ok("claims" in outcome);
  assert.deepEqual([outcome.claims.sub, outcome.claims.iss, outcome.claims.aud], ["ann", "me", "boards"]);
});

Deno.test("Tokens.verify() refuses every kind of bad token", async () => {
  for (const { name, token } of await badTokens({ sub: "ann" })) assert.ok(await refusal(token), name);
  for (const token of ["", ".", "..", "\0", "é.é.é", "a.b.c.d.e", "🙂", "a".repeat(1_000_000)]) {
    assert.ok(await refusal(token), token.slice(0, 20));
  }
});

Deno.test("Tokens.verify() lets clocks differ by 30 s", async () => {
  const at = (claims: JWTPayload) => mintToken({ sub: "ann", ...claims });
  assert.equal(await refusal(await at({ exp: NOW() - 27 })), null);
  assert.equal(await refusal(await at({ exp: NOW() - 31 })), "The token has expired");
  assert.equal(await refusal(await at({ nbf: NOW() + 29 })), null);
  assert.match((await refusal(await at({ nbf: NOW() + 33 })))!, /"nbf"/);
});

Deno.test("Tokens.verify() refuses times of wrong types", async () => {
  for (const claim of ["exp", "nbf", "iat"]) {
    for (const value of ["tomorrow", String(NOW() + 60), true, {}, [NOW() + 60]]) {
      const header = { alg: "HS256" };
      const parts = [header, { sub: "ann", exp: NOW() + 60, [claim]: value }].map((part) =>
        btoa(JSON.stringify(part)).replace(/=+$/, "")
      );
      const signature = createHmac("sha256", SECRET).update(parts.join(".")).digest("base64url");
      assert.match((await refusal([...parts, signature].join(".")))!, new RegExp(claim), String(value));
    }
  }
});

Deno.test("Tokens.verify() demands the configured issuer and audience", async () => {
  const options = { issuer: "https://id.example", audience: "boards" };
  const good = { sub: "ann", iss: "https://id.example", aud: "boards" };
  assert.equal(await refusal(await mintToken(good), options), null);
  assert.equal(await refusal(await mintToken({ ...good, aud: ["mail", "boards"] }), options), null);
  for (
    const wrong of [
      { iss: "https://id.example/" },
      { iss: undefined },
      { iss: ["https://id.example"] },
      { aud: "board" },
      { aud: undefined },
      { aud: ["mail"] },
      { aud: 5 },
    ]
  ) {
    const { iss, aud } = { ...good, ...wrong };
    const claims = { sub: "ann", ...iss !== undefined && { iss }, ...aud !== undefined && { aud } };
    assert.ok(await refusal(await mintToken(claims), options), JSON.stringify(wrong));
  }
});

Deno.test("Tokens.verify() checks RS256, ES256 and EdDSA with any of the public keys", async () => {
  const algorithms = ["RS256", "ES256", "EdDSA"];
  const pairs = await Promise.all([...algorithms, ...algorithms].map(pair));
  const publicKeys = await Promise.all(pairs.map(({ publicKey }) => exportSPKI(publicKey)));
  const tokens = new Tokens({ ...TOKEN_OPTIONS, algorithms, publicKeys });
  for (const [index, alg] of [...algorithms, ...algorithms].entries()) {
    assert.equal(await refusal(await sign(alg, pairs[index]!), tokens), null, alg);
    assert.match((await refusal(await sign(alg, await pair(alg)), tokens))!, /signature/, alg);
    const late = await sign(alg, pairs[index]!, undefined, { exp: NOW() - 60 });
    assert.equal(await refusal(late, tokens), "The token has expired", alg);
    assert.match((await refusal(await sign(alg, pairs[index]!)))!, /algorithm/, `${alg} is not allowed`);
  }
  assert.match(
    (await refusal(await mintToken({ sub: "ann" }), tokens))!,
    /algorithm/,
    "HS256 is not allowed",
  );
});

Deno.test("Tokens.verify() never takes a public key for a secret", async () => {
  const keys = await pair("RS256");
  const pem = await exportSPKI(keys.publicKey);
  const jwk = await exportJWK(keys.publicKey);
  const options = { algorithms: ["RS256", "HS256"], publicKeys: [pem] };
  for (const secret of [pem, pem.trim(), pem.replaceAll("\n", ""), `${pem}\n`, JSON.stringify(jwk), jwk.n!]) {
    assert.match((await refusal(await mintToken({ sub: "ann" }, secret), options))!, /signature/);
  }
  const [, payload] = (await mintToken({ sub: "ann" })).split(".");
  for (const header of [{ alg: "RS256", jwk }, { alg: "RS256", jku: "http://127.0.0.1:9/" }]) {
    const signed = `${btoa(JSON.stringify(header)).replace(/=+$/, "")}.${payload}`;
    const signature = createHmac("sha256", pem).update(signed).digest("base64url");
    assert.ok(await refusal(`${signed}.${signature}`, options));
  }
});

Deno.test("Tokens refuses at once a public key that cannot be read, and does not show a private one", async () => {
  const open = (pem: string) => new Tokens({ ...TOKEN_OPTIONS, publicKeys: [pem] });
  const bad = "-----BEGIN PUBLIC KEY-----\nhello\n-----END PUBLIC KEY-----";
  assert.throws(() => open(bad), /RangeError: Cannot read tokens\.publicKeys\[0\]/);
  const secret = await exportPKCS8((await pair("ES256")).privateKey);
  const mangled = secret.replaceAll("PRIVATE", "PUBLIC");
  assert.throws(() => open(mangled), (error: Error) => !error.message.includes(secret.split("\n")[1]!));
});

Deno.test("Tokens.verify() follows a key set as it rotates, and says when it cannot be had", async () => {
  using clock = stopClock();
  const [old, next, stranger] = await Promise.all(["ES256", "ES256", "ES256"].map(pair));
  const jwk = async ({ publicKey }: Pair, kid: string) => ({
    ...await exportJWK(publicKey),
    kid,
    alg: "ES256",
  });
  let answer: () => Response = () => new Response(null, { status: 500 });
  let fetched = 0;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => (fetched++, answer()),
  );
  const jwksUrl = `http://127.0.0.1:${server.addr.port}/keys`;
  const tokens = new Tokens({ ...TOKEN_OPTIONS, algorithms: ["HS256", "ES256"], jwksUrl });
  const ofOld = await sign("ES256", old!, "old");
  const unreachable = "The keys for checking tokens cannot be reached";
  for (const body of [null, "not JSON", "{}", '{"keys":5}']) {
    if (body !== null) answer = () => new Response(body);
    assert.equal(await refusal(ofOld, tokens), unreachable, String(body));
  }
  assert.equal(await refusal(await mintToken({ sub: "ann" }), tokens), null, "the secret needs no key set");

  const secret = { kty: "oct", k: btoa(SECRET), alg: "HS256", kid: "secret" };
  const oldKey = await jwk(old!, "old");
  answer = () => Response.json({ keys: [oldKey, secret] });
  assert.equal(await refusal(ofOld, tokens), null);
  assert.ok(await refusal(await sign("ES256", stranger!, "old"), tokens), "signed with another key");

  const ofNext = await sign("ES256", next!, "next");
  const nextKey = await jwk(next!, "next");
  answer = () => Response.json({ keys: [nextKey] });
  const before = fetched;
  for (let turn = 0; turn < 20; turn++) assert.ok(await refusal(ofNext, tokens), "within the cooldown");
  assert.equal(fetched, before, "unknown keys do not make us ask again and again");
  clock.advance(30_001);
  assert.equal(await refusal(ofNext, tokens), null);
  assert.ok(await refusal(ofOld, tokens), "the key has been withdrawn");

  answer = () => new Response(null, { status: 503 });
  assert.equal(await refusal(ofNext, tokens), null, "the known keys serve on");
  clock.advance(600_001);
  assert.equal(await refusal(ofNext, tokens), unreachable);
});

Deno.test("Tokens.verify() refuses when nobody listens at the key set's address", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const options = { algorithms: ["ES256"], jwksUrl: `http://127.0.0.1:${port}/keys` };
  const token = await sign("ES256", await pair("ES256"));
  assert.equal(await refusal(token, options), "The keys for checking tokens cannot be reached");
});
