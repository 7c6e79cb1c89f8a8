/** How fresh a group is when the server cannot keep what it is given, and after a restart. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder } from "./support/configured.ts";
import { expectStatus, publish } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";
import type { Frame } from "./support/ws_client.ts";

const BOARD = `
boards:
  plant:
    path: /ws/plant/
    access: {open: true}
    groups: [plant]
    events:
      reading: {key: [machine], keep: 1, every: 1h}
      beat: {keep: 10, every: 1s}
      cursor: {}
`;
const KEY = { "x-api-key": API_KEY };
const PATIENCE = 15_000;

const isBeat = (frame: Frame) => frame["type"] === "$freshness" && frame["event"] === "beat";

/** The database moved away, and back as the same file. */
async function moved(folder: ConfigFolder, from: string, to: string): Promise<void> {
  await Deno.rename(`${folder.data}/${from}`, `${folder.data}/${to}`);
}

async function reports(server: RunningBoardcast): Promise<Frame[]> {
  const { body } = await expectStatus(200, server, "GET", "/api/v1/groups/plant", { headers: KEY });
  return body.freshness;
}

const told = ({ event, key, status, cause }: Frame) =>
  [event, ...key ?? [], status, ...cause ? [cause] : []].join(" ");

async function publishRefused(server: RunningBoardcast): Promise<void> {
  const json = { group: "plant", message: { type: "beat" } };
  await expectStatus(503, server, "POST", "/api/v1/publish", { headers: KEY, json });
}

Deno.test("a server that can keep nothing blames itself, and the producer once it can again", async () => {
  await using folder = await ConfigFolder.with(BOARD);
  await using server = await folder.serve({ data: folder.data });
  await using viewer = await Viewer.open(server, "/ws/plant/");
  const next = async () => told(await viewer.next(isBeat, PATIENCE));
  await publish(server, "plant", { type: "beat" });
  assert.equal(await next(), "beat fresh");
  await moved(folder, "boardcast.db", "away.db");
  await publishRefused(server);
  assert.equal(await next(), "beat late backend");
  assert.ok((await reports(server)).map(told).includes("beat late backend"));
  await using newcomer = await Viewer.open(server, "/ws/plant/");
  assert.ok((await newcomer.nextOf("$welcome"))["freshness"].map(told).includes("beat late backend"));
  assert.equal(await next(), "beat silent backend");
  await moved(folder, "away.db", "boardcast.db");
  await publish(server, "plant", { type: "beat" });
  assert.deepEqual([await next(), await next()], ["beat fresh", "beat late producer"]);
});

Deno.test("a group that nobody watches blames the server that can keep nothing", async () => {
  await using folder = await ConfigFolder.with(BOARD);
  await using server = await folder.serve({ data: folder.data });
  await moved(folder, "boardcast.db", "away.db");
  await publishRefused(server);
  const blamed = ["reading silent backend", "beat silent backend"];
  assert.deepEqual((await reports(server)).map(told), blamed);
  await publish(server, "plant", { type: "cursor" });
  assert.deepEqual((await reports(server)).map(told), blamed, "what needs no storage proves nothing");
  await publishRefused(server);
  await moved(folder, "away.db", "boardcast.db");
  await publish(server, "plant", { type: "reading", machine: "m1" });
  assert.deepEqual((await reports(server)).map(told), ["reading fresh", "beat silent producer"]);
});

Deno.test("how long a producer has not spoken is known after a restart", async () => {
  await using folder = await ConfigFolder.with(BOARD);
  const spoke = performance.now();
  {
    await using server = await folder.serve({ data: folder.data });
    for (const machine of ["m1", "m2"]) await publish(server, "plant", { type: "reading", machine });
    await server.stop("SIGKILL");
  }
  await using server = await folder.serve({ data: folder.data });
  const [reading, beat] = await reports(server);
  assert.deepEqual([told(reading!), told(beat!), beat!["age"]], [
    "reading fresh",
    "beat silent producer",
    null,
  ]);
  const { age } = reading!;
  assert.ok(age > 0 && age <= performance.now() - spoke + 1, `the age ${age}`);
  await using viewer = await Viewer.open(server, "/ws/plant/");
  const { freshness } = await viewer.nextOf("$welcome");
  assert.deepEqual(freshness.map(told), ["reading fresh", "beat silent producer"]);
  assert.ok(freshness[0].age >= age, "the age goes on");
});
