import assert from "node:assert/strict";
import { createDataFolder, userCommand } from "../support/accounts.ts";
import { mintToken, runBoardcast, SECRET, startBoardcast } from "../support/boardcast.ts";
import { connect } from "../support/ws_client.ts";
import { start } from "./child.ts";

Deno.test("demo feeds a server that shares the secret, and ends on Ctrl-C", async () => {
  await using server = await startBoardcast();
  await using board = await connect(`${server.wsUrl}/ws/trading/`);
  const headers = { authorization: `Bearer ${await mintToken({ sub: "x", user_id: 1, role: "viewer" })}` };
  await using dashboard = await connect(`${server.wsUrl}/ws/dashboard/`, { headers });
  await using demo = start(["demo", "--url", server.url, "--data", "none"], { BOARDCAST_SECRET: SECRET });
  while ((await board.receive())["type"] !== "price_update");
  while ((await dashboard.receive())["type"] !== "dashboard_update");
  demo.kill("SIGINT");
  const { code, stdout, stderr } = await demo.ended();
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `Feeding ${server.url}; Ctrl-C ends it\n`);
  assert.doesNotMatch(stderr, /eyJ|WRN|ERR/);
});

Deno.test("demo feeds the people of a shared data folder, and ends on SIGTERM", async () => {
  await using data = await createDataFolder();
  await using server = await startBoardcast({ data: data.path });
  const env = { BOARDCAST_URL: server.url, BOARDCAST_SECRET: SECRET };
  await using demo = start(["demo", "--data", data.path], env);
  await demo.printed(
    /^Added 15 people \(ada, .*, vera\), enabled .*`boardcast user disable NAME`.*\nFeeding/,
  );
  assert.match(await userCommand(data.path, ["list"]), /\tada\tadmin\t/);
  await using board = await connect(`${server.wsUrl}/ws/trading/`);
  while ((await board.receive())["type"] !== "price_update");
  demo.kill("SIGTERM");
  assert.equal((await demo.ended()).code, 0);
  await using again = start(["demo", "--data", data.path], env);
  await again.printed(/^Feeding/);
});

Deno.test("demo says what it lacks", async (t) => {
  await using server = await startBoardcast();
  await t.step("a secret", async () => {
    const { code, stderr } = await runBoardcast(["demo", "--url", server.url, "--data", "none"]);
    assert.equal(stderr, "Give the server's --data folder, or its BOARDCAST_SECRET\n");
    assert.equal(code, 2);
  });
  await t.step("a server", async () => {
    const { code, stderr } = await runBoardcast(["demo", "--url", "http://127.0.0.1:1"]);
    assert.equal(stderr, "Cannot reach http://127.0.0.1:1: is the server running?\n");
    assert.equal(code, 1);
  });
});

Deno.test("demo's help says that it adds accounts", async () => {
  const { stdout } = await runBoardcast(["demo", "--help"]);
  assert.match(stdout, /adds the demonstration's people to the data folder: enabled/);
  assert.match(stdout, /`boardcast user disable NAME`/);
});
