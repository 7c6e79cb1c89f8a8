import assert from "node:assert/strict";
import { API_KEY, mintToken, runBoardcast, SECRET, startBoardcast } from "../support/boardcast.ts";
import { connect } from "../support/ws_client.ts";

const PRICE = '{"type":"price_update","symbol":"EURUSD","data":{"bid":1.1,"ask":1.1002}}';

Deno.test("publish sends a message, as argument or from standard input", async (t) => {
  await using server = await startBoardcast();
  const env = { BOARDCAST_URL: server.url, BOARDCAST_API_KEY: API_KEY };
  await using board = await connect(`${server.wsUrl}/ws/trading/`);
  for (
    const [name, args, input] of [["argument", [PRICE], ""], ["-", ["-"], PRICE], [
      "none",
      [],
      PRICE,
    ]] as const
  ) {
    await t.step(name, async () => {
      const { code, stdout, stderr } = await runBoardcast(["publish", "trading_updates", ...args], {
        env,
        input,
      });
      assert.deepEqual([code, stderr], [0, ""]);
      assert.equal(JSON.parse(stdout).group, "trading_updates");
      let frame = await board.receive();
      while (frame["type"] !== "price_update") frame = await board.receive();
      assert.equal(frame["symbol"], "EURUSD");
    });
  }
});

Deno.test("publish signs with a token, the API key or the secret", async (t) => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "p", role: "publisher" });
  for (
    const credential of [{ BOARDCAST_TOKEN: token }, { BOARDCAST_API_KEY: API_KEY }, {
      BOARDCAST_SECRET: SECRET,
    }]
  ) {
    await t.step(Object.keys(credential)[0]!, async () => {
      const args = ["publish", "trading_updates", PRICE, "--url", `${server.url}/`, "--data", "none"];
      const { code, stderr } = await runBoardcast(args, { env: credential as Record<string, string> });
      assert.deepEqual([code, stderr], [0, ""]);
    });
  }
  assert.ok(!server.output().includes(token));
});

Deno.test("publish says why nothing was published", async (t) => {
  await using server = await startBoardcast();
  const viewer = await mintToken({ sub: "v", role: "viewer" });
  const key = { BOARDCAST_API_KEY: API_KEY };
  const rows: [string, string[], Record<string, string>, number, RegExp][] = [
    ["bad JSON", ["trading_updates", "{type"], key, 2, /must be a JSON object such as/],
    ["an array", ["trading_updates", "[1]"], key, 2, /must be a JSON object such as/],
    ["an empty input", ["trading_updates"], key, 2, /must be a JSON object such as/],
    ["an unknown group", ["tradin", PRICE], key, 1, /^Not published \(404\): No board declares the group\n/],
    [
      "a bad message",
      ["trading_updates", '{"type":"price_update"}'],
      key,
      1,
      /^Not published \(422\): .*\n- message\.\w+: /,
    ],
    ["a viewer", ["trading_updates", PRICE], { BOARDCAST_TOKEN: viewer }, 1, /^Not published \(403\): /],
    [
      "a wrong key",
      ["trading_updates", PRICE],
      { BOARDCAST_API_KEY: "not the right key" },
      1,
      /^Not published \(401\): /,
    ],
    [
      "no credential",
      ["trading_updates", PRICE, "--data", "none"],
      {},
      2,
      /nothing to sign with: give BOARDCAST_TOKEN, /,
    ],
    [
      "no server",
      ["trading_updates", PRICE, "--url", "http://127.0.0.1:1"],
      key,
      1,
      /^Cannot reach http:\/\/127\.0\.0\.1:1: is the server running\?\n$/,
    ],
    [
      "a bad address",
      ["trading_updates", PRICE, "--url", "localhost"],
      key,
      2,
      /"localhost" is not the address of a server/,
    ],
    [
      "a password in the address",
      ["trading_updates", PRICE, "--url", "http://a:hunter2@x"],
      key,
      2,
      /must not hold a name or a password/,
    ],
  ];
  for (const [name, args, env, expected, words] of rows) {
    await t.step(name, async () => {
      const outcome = await runBoardcast(["publish", ...args], {
        env: { BOARDCAST_URL: server.url, ...env },
      });
      assert.match(outcome.stderr, words);
      assert.deepEqual([outcome.code, outcome.stdout], [expected, ""]);
      assert.doesNotMatch(outcome.stderr, /eyJ|hunter2|right key| {4}at /);
    });
  }
});
