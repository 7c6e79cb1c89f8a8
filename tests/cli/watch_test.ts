import assert from "node:assert/strict";
import {
  mintToken,
  runBoardcast,
  type RunningBoardcast,
  SECRET,
  startBoardcast,
} from "../support/boardcast.ts";
import { eventually } from "../support/expect.ts";
import { publish, request } from "../support/http_client.ts";
import { start } from "./child.ts";

const PRICE = { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.1002 } };

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`watch prints a published message as one line of JSON, and ends on ${signal}`, async () => {
    await using server = await startBoardcast();
    await using child = start(["watch", "trading", "--data", "none"], { BOARDCAST_URL: server.url });
    await eventually(() => members(server, "trading_updates"), (count) => count === 1);
    await publish(server, "trading_updates", PRICE);
    await child.printed(/"price_update".*\n/);
    child.kill(signal);
    const { code, stdout, stderr } = await child.ended();
    assert.deepEqual([code, stderr], [0, ""]);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(lines.every(({ type }) => !type.startsWith("$")));
    const [price] = lines.filter(({ type }) => type === "price_update");
    assert.deepEqual([price.symbol, price.data, price.$group], ["EURUSD", PRICE.data, "trading_updates"]);
  });
}

async function members(server: RunningBoardcast, group: string): Promise<number> {
  const token = await mintToken({ sub: "a", role: "admin" });
  return (await request(server, "GET", `/api/v1/groups/${group}`, { token })).body.members;
}

Deno.test("watch fills in the parameters of a board's path", async () => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "o", schools: { 5: "school_owner" } });
  const env = { BOARDCAST_URL: server.url, BOARDCAST_TOKEN: token };
  await using child = start(["watch", "school", "--param", "school=5"], env);
  await eventually(() => members(server, "school_5_dashboard"), (count) => count === 1);
  await publish(server, "school_5_dashboard", { type: "metrics_update", data: { students: 3 } });
  await child.printed(/"students":3.*\n/);
  child.kill("SIGINT");
  assert.equal((await child.ended()).code, 0);
  assert.doesNotMatch(server.output(), /eyJ/);
});

Deno.test("watch says why it cannot", async (t) => {
  await using server = await startBoardcast();
  const viewer = { BOARDCAST_TOKEN: await mintToken({ sub: "v", role: "viewer" }) };
  const secret = { BOARDCAST_SECRET: SECRET };
  const rows: [string, string[], Record<string, string>, number, RegExp][] = [
    [
      "a board of others",
      ["/ws/schools/1/dashboard/"],
      viewer,
      1,
      /^The server ended it: 4403 .*\nHint: .*BOARDCAST_TOKEN.*`boardcast token`.* --user-id, --role, --msp, --school or --claim\n$/,
    ],
    [
      "nobody",
      ["/ws/dashboard/", "--data", "none"],
      {},
      1,
      /^The server ended it: 4401 .*\nHint: .*BOARDCAST_TOKEN/,
    ],
    [
      "a wrong secret",
      ["/ws/trading/"],
      { BOARDCAST_SECRET: `${SECRET}!` },
      1,
      /^The server ended it: 4401 /,
    ],
    [
      "an unknown board",
      ["tradin"],
      secret,
      1,
      /^Not watched \(404\): There is no board "tradin" that you may watch\n/,
    ],
    ["an unknown path", ["/ws/nothing/"], secret, 1, /^The server ended it: 4404 /],
    [
      "a frame that is too large",
      ["/ws/trading/", "--new", "--send", JSON.stringify({ type: "x".repeat(70_000) })],
      secret,
      1,
      /^The server ended it: 4413 [^\n]*\n$/,
    ],
    ["a command that is no JSON", ["trading", "--send", "pong"], secret, 2, /must be a JSON object such as/],
    ["a command that is no object", ["trading", "--send", "[1]"], secret, 2, /must be a JSON object such as/],
    ["a missing parameter", ["school"], secret, 2, /^The board school takes --param school=…$/m],
    [
      "an unknown parameter",
      ["trading", "--param", "x=1"],
      secret,
      2,
      /^The board trading takes no --param$/m,
    ],
    [
      "an unknown parameter of one of several paths",
      ["engagement", "--param", "x=1"],
      secret,
      2,
      /^The board engagement takes no --param, or --param client=…$/m,
    ],
    [
      "a bad parameter",
      ["school", "--param", "1"],
      secret,
      2,
      /"1" is not a parameter: use for instance school=1/,
    ],
    [
      "a token in the path",
      ["/api/v1/ws/engagement?token=abcdef"],
      {},
      2,
      /does not belong on the command line: give BOARDCAST_TOKEN/,
    ],
    [
      "no server",
      ["trading", "--url", "http://127.0.0.1:1"],
      secret,
      1,
      /^Cannot reach http:\/\/127\.0\.0\.1:1: is the server running\?\n$/,
    ],
    [
      "no server at a path",
      ["/ws/trading/", "--url", "http://127.0.0.1:1"],
      secret,
      1,
      /^Cannot reach http:\/\/127\.0\.0\.1:1/,
    ],
  ];
  for (const [name, args, env, expected, words] of rows) {
    await t.step(name, async () => {
      const outcome = await runBoardcast(["watch", ...args], { env: { BOARDCAST_URL: server.url, ...env } });
      assert.match(outcome.stderr, words);
      assert.deepEqual([outcome.code, outcome.stdout], [expected, ""]);
      assert.doesNotMatch(outcome.stderr, /eyJ|abcdef| {4}at /);
    });
  }
});
