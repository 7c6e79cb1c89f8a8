import assert from "node:assert/strict";
import { jwtVerify } from "jose";
import { createDataFolder } from "../support/accounts.ts";
import { runBoardcast, SECRET, startBoardcast } from "../support/boardcast.ts";
import { expectStatus } from "../support/http_client.ts";
import { start } from "./child.ts";

const KEY = new TextEncoder().encode(SECRET);
const env = { BOARDCAST_SECRET: SECRET };

async function mint(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runBoardcast(["token", ...args], { env });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
  return stdout.trim();
}

Deno.test("token mints the claims it is asked for", async () => {
  const args = [
    "--sub",
    "olga",
    "--role",
    "school_owner",
    "--role",
    "viewer",
    "--user-id",
    "7",
    "--msp",
    "m1",
  ];
  const token = await mint(...args, "--client", "c1", "--school", "1=school_owner", "--school", "2=teacher");
  const { payload, protectedHeader } = await jwtVerify(token, KEY);
  const { iat, exp, ...claims } = payload;
  assert.deepEqual(protectedHeader, { alg: "HS256", typ: "JWT" });
  assert.deepEqual(claims, {
    sub: "olga",
    roles: ["school_owner", "viewer"],
    user_id: 7,
    msp_id: "m1",
    client_id: "c1",
    schools: { 1: "school_owner", 2: "teacher" },
  });
  assert.equal(Math.abs(exp! - iat! - 3600) <= 1, true);
});

for (const [span, seconds] of [["90s", 90], ["15m", 900], ["12h", 43_200], ["30d", 2_592_000]] as const) {
  Deno.test(`token --expires ${span} holds that long`, async () => {
    const { iat, exp, role } =
      (await jwtVerify(await mint("--role", "publisher", "--expires", span), KEY)).payload;
    assert.ok(Math.abs(exp! - iat! - seconds) <= 1);
    assert.equal(role, "publisher");
  });
}

Deno.test("token mints what the server accepts, by shared secret and by shared folder", async () => {
  await using shared = await startBoardcast();
  await expectStatus(200, shared, "GET", "/api/v1/me", { token: await mint("--sub", "zoe") });

  await using data = await createDataFolder();
  const { stdout, stderr } = await runBoardcast(["token", "--sub", "zoe", "--data", data.path]);
  assert.match(stderr, /^Note: made a new secret in ".*", for a server that is started there\n$/);
  await using server = start(["serve", "--port", "0", "--data", data.path]);
  const [, url] = await server.printed(/listening on (http\S+)/);
  const response = await fetch(`${url}api/v1/me`, { headers: { authorization: `Bearer ${stdout.trim()}` } });
  assert.equal(response.status, 200, await response.text());
});

Deno.test("token mints any other claim: a text, a number, true, false, or a list", async () => {
  const given = [
    "sites=oslo",
    "site=oslo",
    "site=lisbon",
    "line=7",
    "lines=[1,2]",
    "lines=3",
    "night=true",
    "id=12345678901234567890",
    "zip=0150",
    "text=a=b c",
    "object={}",
    "name=Ann",
  ];
  const token = await mint("--sub", "ann", ...given.flatMap((claim) => ["--claim", claim]));
  const { iat: _iat, exp: _exp, roles: _roles, ...claims } = (await jwtVerify(token, KEY)).payload;
  assert.deepEqual(claims, {
    sub: "ann",
    sites: "oslo",
    site: ["oslo", "lisbon"],
    line: 7,
    lines: [1, 2, 3],
    night: true,
    id: "12345678901234567890",
    zip: "0150",
    text: "a=b c",
    object: "{}",
    name: "Ann",
  });
});

Deno.test("token notes a role that Boardcast does not know, and mints it", async () => {
  const args = ["token", "--role", "wizard", "--role", "viewer"];
  const { code, stdout, stderr } = await runBoardcast(args, { env });
  assert.deepEqual([code, stderr], [0, 'Note: the role "wizard" is known only to boards that declare it\n']);
  assert.deepEqual((await jwtVerify(stdout.trim(), KEY)).payload["roles"], ["wizard", "viewer"]);
});

/** Arguments that are refused, and the words. */
const REFUSED: [string[], RegExp][] = [
  [["--expires", "soon"], /"soon" is not a span of time: use for instance 90s, 15m, 12h or 30d/],
  [["--school", "1:owner"], /"1:owner" is not a school and a role: use for instance 1=school_owner/],
  [["--user-id", "x"], /"x" is not a user id: use a whole number/],
  [["--sub", ""], /--sub must not be empty/],
  [["--claim", "sites"], /"sites" is not a claim and its value: use for instance sites=oslo/],
  [["--claim", "sites="], /"sites=" is not a claim and its value/],
  [["--claim", "sub=ann"], /The claim sub is not given with --claim: give --sub/],
  [["--claim", "roles=admin"], /The claim roles is not given with --claim: give --role/],
  [["--claim", "exp=1"], /give --expires/],
  [["--claim", "iss=x"], /it is tokens\.issuer of the configuration/],
  [["--claim", "msp_id=m1"], /give --msp/],
  [
    ["--claim", "sites=[[1]]"],
    /"\[\[1\]\]" cannot be a claim: a list may have texts, numbers, true and false/,
  ],
  [
    ["--claim", "email=a", "--claim", "email=b"],
    /would refuse the token: The token's claim email has a wrong type/,
  ],
  [["--secret=abc"], /unknown option '--secret'/],
  [["--roles", "x"], /Did you mean --role\?/],
];

Deno.test("token refuses what it does not understand, with exit code 2", async (t) => {
  for (const [args, words] of REFUSED) {
    await t.step(args.join(" "), async () => {
      const { code, stdout, stderr } = await runBoardcast(["token", ...args], { env });
      assert.match(stderr, words);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }
});

Deno.test("token needs a secret that a server can share", async () => {
  const { code, stderr } = await runBoardcast(["token", "--data", "none"]);
  assert.match(stderr, /There is no secret with data "none": give BOARDCAST_SECRET or --data/);
  assert.equal(code, 2);
});
