/** SIGHUP with a file that lacks a board or an event, perhaps by a slip of the pen: what it had kept is there when it is back. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder, reload } from "./support/configured.ts";
import { expectStatus, publish } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";
import type { Frame } from "./support/ws_client.ts";

const EVENTS = { entry: { keep: 10 }, state: { key: ["machine"], keep: 1 } };

function file(boards: Frame): string {
  return `boards: ${JSON.stringify(boards)}\n`;
}

function room(events: Frame): Frame {
  return { path: "/ws/room/", access: { open: true }, groups: ["room"], events };
}

const WITH = file({ room: room(EVENTS) });
const { state, entry } = EVENTS;
/** What a file may lack, and what is said of it. */
const WITHOUT: [what: string, yaml: string, said: string, saidBack: string][] = [
  ["the board", file({}), "removed room", "added room"],
  ["the board's name", file({ roon: room(EVENTS) }), "added roon; removed room", "added room; removed roon"],
  ["the events", file({ room: room({ entri: entry, stat: state }) }), "changed room", "changed room"],
  ["the group", file({ room: { ...room(EVENTS), groups: ["rooms"] } }), "changed room", "changed room"],
];

async function publishSome(server: RunningBoardcast): Promise<void> {
  for (let n = 1; n <= 12; n++) await publish(server, "room", { type: "entry", n });
  for (const n of [20, 21]) {
    for (const machine of ["a", "b"]) await publish(server, "room", { type: "state", machine, n });
  }
}

/** What a reader of the history is told, the gap after the first publication included. */
async function history(server: RunningBoardcast): Promise<Frame> {
  const headers = { "x-api-key": API_KEY };
  const path = "/api/v1/groups/room/history?after=0";
  return (await expectStatus(200, server, "GET", path, { headers })).body;
}

async function reloadTo(server: RunningBoardcast, folder: ConfigFolder, yaml: string): Promise<string> {
  await folder.write(yaml);
  return await reload(server);
}

for (const [what, yaml, said, saidBack] of WITHOUT) {
  Deno.test(`a reload without ${what} loses nothing that was kept: it is there when it is back`, async () => {
    await using folder = await ConfigFolder.with(WITH);
    await using server = await folder.serve({ data: folder.data });
    await publishSome(server);
    const before = await history(server);
    assert.equal(before["publications"].length, 12);
    assert.equal(await reloadTo(server, folder, yaml), `Reloaded the declared boards: ${said}\n`);
    assert.equal(await reloadTo(server, folder, WITH), `Reloaded the declared boards: ${saidBack}\n`);
    assert.deepEqual(await history(server), before);

    await publish(server, "room", { type: "state", machine: "a", n: 22 });
    await using viewer = await Viewer.open(server, "/ws/room/");
    const told = (await viewer.rest()).filter(({ type }) => type === "state").map(({ n }) => n);
    assert.deepEqual(told, [21, 22], "b, and the newest of a under its key");
  });

  Deno.test(`a server that was started without ${what} has not lost it either`, async () => {
    await using folder = await ConfigFolder.with(WITH);
    await using first = await folder.serve({ data: folder.data });
    await publishSome(first);
    const before = await history(first);
    await first.stop("SIGTERM");
    await folder.write(yaml);
    await using without = await folder.serve({ data: folder.data });
    await using viewer = await Viewer.open(without, "/ws/trading/");
    await viewer.rest();
    await without.stop("SIGTERM");
    await folder.write(WITH);
    await using again = await folder.serve({ data: folder.data });
    assert.deepEqual(await history(again), before);
  });
}

Deno.test("a reload of the same file says that nothing has changed", async () => {
  await using folder = await ConfigFolder.with(WITH);
  await using server = await folder.serve();
  assert.equal(await reload(server), "Reloaded the declared boards: nothing has changed\n");
});
