import assert from "node:assert/strict";
import { API_KEY, mintToken } from "../../tests/support/boardcast.ts";
import { type IdentityParts, openIdentity } from "../../tests/support/identity.ts";
import { badTokens } from "../../tests/support/tokens.ts";
import { type Authentication, SESSION_COOKIE } from "./authenticate.ts";
import type { Credential, Identity } from "./identity.ts";
import { TICKET_LIFE } from "./tickets.ts";

const ORDER: readonly Credential[] = ["bearer", "apiKey", "subprotocol", "token", "ticket", "cookie"];

interface Parts {
  headers: Record<string, string>;
  query?: string;
}

async function valid(credential: Credential, parts: IdentityParts): Promise<Parts> {
  if (credential === "apiKey") return carried(credential, API_KEY);
  if (credential === "cookie") {
    const user = await parts.users.get("cookie") ?? await parts.addUser("cookie");
    return carried(credential, await parts.sessions.begin(user));
  }
  if (credential !== "ticket") return carried(credential, await mintToken({ sub: credential }));
  const identity: Identity = {
    subject: "ticket",
    userId: null,
    name: "ticket",
    email: null,
    roles: [],
    mspId: null,
    clientId: null,
    schools: null,
    claims: {},
    credential: "bearer",
    expires: null,
    session: null,
  };
  return carried(credential, await parts.upgradeTickets.issue({ ...identity }, TICKET_LIFE));
}

function carried(credential: Credential, text: string): Parts {
  if (credential === "bearer") return { headers: { authorization: `Bearer ${text}` } };
  if (credential === "apiKey") return { headers: { "x-api-key": text } };
  if (credential === "subprotocol") {
    return { headers: { "sec-websocket-protocol": `chat, bearer.${text}` } };
  }
  if (credential === "cookie") return { headers: { cookie: `theme=dark; ${SESSION_COOKIE}=${text}; a=b` } };
  return { headers: {}, query: `${credential}=${encodeURIComponent(text)}` };
}

function requestWith(...carriers: Parts[]): Request {
  const query = carriers.flatMap(({ query }) => query ?? []).join("&");
  const headers = Object.assign({}, ...carriers.map(({ headers }) => headers));
  return new Request(`http://127.0.0.1/?${query}`, { headers });
}

function subjectOf(authentication: Authentication): string | null {
  assert.ok("identity" in authentication, `refused: ${JSON.stringify(authentication)}`);
  return authentication.identity && authentication.identity.credential;
}

Deno.test("Authenticator takes the first credential, and never the next when it is not valid", async () => {
  await using parts = openIdentity();
  const ask = (...carriers: Parts[]) => parts.authenticator.authenticate(requestWith(...carriers), ORDER);
  for (const [index, first] of ORDER.entries()) {
    const bad = carried(first, "not-valid");
    assert.equal(subjectOf(await ask(await valid(first, parts))), first);
    assert.ok("refused" in await ask(bad), `${first} that is not valid`);
    assert.ok("refused" in await ask(carried(first, "")), `${first} that is empty`);
    for (const second of ORDER.slice(index + 1)) {
      const name = `${first} before ${second}`;
      assert.equal(subjectOf(await ask(await valid(first, parts), await valid(second, parts))), first, name);
      assert.equal(
        subjectOf(await ask(await valid(first, parts), carried(second, "not-valid"))),
        first,
        name,
      );
      assert.ok("refused" in await ask(bad, await valid(second, parts)), `bad ${name}`);
      assert.ok("refused" in await ask(bad, carried(second, "not-valid")), `bad ${name}, bad too`);
    }
  }
});

Deno.test("Authenticator reads no credential that is not allowed", async () => {
  await using parts = openIdentity();
  for (const credential of ORDER) {
    const others = ORDER.filter((other) => other !== credential);
    const request = requestWith(await valid(credential, parts));
    assert.equal(subjectOf(await parts.authenticator.authenticate(request, others)), null, credential);
  }
});

Deno.test("Authenticator refuses headers and cookies that are garbage", async () => {
  await using parts = openIdentity();
  const token = await mintToken({ sub: "ann" });
  const secret = await parts.sessions.begin(await parts.addUser("ann"));
  const garbage: Record<string, string>[] = [
    { authorization: "Basic YTpi" },
    { authorization: "Bearer" },
    { authorization: token },
    { authorization: `Bearer ${token} ${token}` },
    { authorization: `Bearer ${token}, Bearer ${token}` },
    { authorization: `Bearer ${"a".repeat(100_000)}` },
    { "sec-websocket-protocol": "bearer." },
    { "sec-websocket-protocol": `bearer.x, bearer.${token}` },
    { cookie: `${SESSION_COOKIE}="${secret}` },
    { cookie: `${SESSION_COOKIE}=${secret}\\` },
    { cookie: `${SESSION_COOKIE}=a"b` },
    { cookie: `${SESSION_COOKIE}=\u00e9` },
    { cookie: `${SESSION_COOKIE}=%00%E0%A4%A` },
    { cookie: `${SESSION_COOKIE}=wrong; ${SESSION_COOKIE}=${secret}` },
    { cookie: `${SESSION_COOKIE}=${secret.toUpperCase()}` },
    { "x-api-key": `${API_KEY} ${API_KEY}` },
    { "x-api-key": `${API_KEY}x` },
  ];
  for (const headers of garbage) {
    const outcome = await parts.authenticator.authenticate(requestWith({ headers }), ORDER);
    assert.ok("refused" in outcome, JSON.stringify(headers).slice(0, 80));
    assert.ok(!JSON.stringify(outcome).includes(token) && !JSON.stringify(outcome).includes(secret));
  }
  const unrelated = requestWith({ headers: { cookie: `x${SESSION_COOKIE}=a; ${SESSION_COOKIE}` } });
  assert.equal(subjectOf(await parts.authenticator.authenticate(unrelated, ORDER)), null);
});

Deno.test("Authenticator refuses every kind of bad token, and does not repeat it", async () => {
  await using parts = openIdentity();
  for (const { name, token } of await badTokens({ sub: "ann", role: "admin" })) {
    for (const credential of ["bearer", "subprotocol", "token"] as const) {
      const outcome = await parts.authenticator.authenticate(requestWith(carried(credential, token)), ORDER);
      assert.ok("refused" in outcome, `${name} as ${credential}`);
      assert.ok(!outcome.refused.includes(token.slice(0, 20)), name);
    }
  }
});

Deno.test("Authenticator refuses the tokens and sessions of a disabled user, and of an older password", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann", "viewer");
  const own = carried("bearer", await mintToken({ sub: "ann", generation: ann.generation }));
  const foreign = carried("bearer", await mintToken({ sub: "ann" }));
  const cookie = carried("cookie", await parts.sessions.begin(ann));
  const accepted = async () => {
    const outcomes = [own, foreign, cookie].map((carrier) =>
      parts.authenticator.authenticate(requestWith(carrier), ORDER)
    );
    return (await Promise.all(outcomes)).map((outcome) => "identity" in outcome);
  };
  assert.deepEqual(await accepted(), [true, true, true]);
  await parts.users.setPassword("ann", "another password");
  assert.deepEqual(await accepted(), [false, true, false]);
  await parts.users.setDisabled("ann", true);
  assert.deepEqual(await accepted(), [false, false, false]);
  await parts.users.setDisabled("ann", false);
  assert.deepEqual(await accepted(), [false, true, false]);
  const gone = carried("bearer", await mintToken({ sub: "nobody", generation: 1 }));
  assert.ok("refused" in await parts.authenticator.authenticate(requestWith(gone), ORDER));
});

Deno.test("Authenticator takes the roles of its own users from the store, of others from the token", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann", "admin");
  const claims = { sub: "ann", role: "admin" };
  const own = carried("bearer", await mintToken({ ...claims, generation: ann.generation }));
  const foreign = carried("bearer", await mintToken(claims));
  await parts.users.setRoles("ann", ["viewer"]);
  const rolesOf = async (carrier: Parts) => {
    const outcome = await parts.authenticator.authenticate(requestWith(carrier), ORDER);
    return "identity" in outcome ? outcome.identity?.roles : null;
  };
  assert.deepEqual(await rolesOf(own), ["viewer"]);
  assert.deepEqual(await rolesOf(foreign), ["admin"]);
});

Deno.test("Authenticator refuses a ticket whose session, user or token has ended meanwhile", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann");
  const secret = await parts.sessions.begin(ann);
  const ticketFor = async (carrier: Parts) => {
    const outcome = await parts.authenticator.authenticate(requestWith(carrier), ORDER);
    assert.ok("identity" in outcome);
    return carried("ticket", await parts.upgradeTickets.issue({ ...outcome.identity }, TICKET_LIFE));
  };
  const redeem = (ticket: Parts) => parts.authenticator.authenticate(requestWith(ticket), ORDER);
  const now = Math.floor(Date.now() / 1000);
  const byCookie = carried("cookie", secret);
  const byToken = carried("bearer", await mintToken({ sub: "ann" }));
  const leeway = carried("bearer", await mintToken({ sub: "ann", exp: now - 5 }));
  assert.equal(subjectOf(await redeem(await ticketFor(byCookie))), "ticket");
  assert.ok("refused" in await redeem(await ticketFor(leeway)), "of an expired token");
  const [ofSession, ofToken] = [await ticketFor(byCookie), await ticketFor(byToken)];
  await parts.sessions.end(secret);
  assert.ok("refused" in await redeem(ofSession), "of an ended session");
  await parts.users.setDisabled("ann", true);
  assert.ok("refused" in await redeem(ofToken), "of a disabled user");
});
