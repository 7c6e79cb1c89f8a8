/** SIGHUP: what a board keeps of its events counts from then on, for what is there and what comes, over restarts. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder, reloadWith } from "./support/configured.ts";
import { expectStatus, publish } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";
import type { Frame } from "./support/ws_client.ts";

const KEY = { "x-api-key": API_KEY };

/** A board whose event `entry` has this rule. */
function file(rule: Frame): string {
  const room = { path: "/ws/room/", access: { open: true }, groups: ["room"], events: { entry: rule } };
  return `boards:\n  room: ${JSON.stringify(room)}\n`;
}

async function publishEach(server: RunningBoardcast, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) await publish(server, "room", { type: "entry", n });
}

/** The numbers of the entries that are kept. */
async function kept(server: RunningBoardcast): Promise<unknown[]> {
  const path = "/api/v1/groups/room/history";
  const { body } = await expectStatus(200, server, "GET", path, { headers: KEY });
  return body.publications.map(({ message }: Frame) => message.n);
}

/** Whether what is kept now is kept by a server that starts with the same file and data. */
async function assertKept(folder: ConfigFolder, server: RunningBoardcast, numbers: unknown[]): Promise<void> {
  assert.deepEqual(await kept(server), numbers);
  await server.stop("SIGKILL");
  await using again = await folder.serve({ data: folder.data });
  assert.deepEqual(await kept(again), numbers, "after a restart");
  await again.stop("SIGTERM");
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

Deno.test("an event that keeps more from now on keeps what is there and what comes", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 3 }));
  await using server = await folder.serve({ data: folder.data });
  await publishEach(server, 1, 5);
  assert.deepEqual(await kept(server), [3, 4, 5]);
  await reloadWith(server, folder, file({ keep: 10 }));
  assert.deepEqual(await kept(server), [3, 4, 5]);
  await publishEach(server, 6, 14);
  await assertKept(folder, server, upTo(5, 14));
});

Deno.test("an event that keeps less from now on loses the oldest at once, and says so to who returns", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 10 }));
  await using server = await folder.serve({ data: folder.data });
  await using watching = await Viewer.open(server, "/ws/room/");
  await using returning = await Viewer.open(server, "/ws/room/");
  await publishEach(server, 1, 2);
  for (const viewer of [watching, returning]) await viewer.next(({ n }) => n === 2);
  await returning.client.cut();
  await publishEach(server, 3, 12);
  await watching.next(({ n }) => n === 12);
  await reloadWith(server, folder, file({ keep: 3 }));
  assert.deepEqual(await kept(server), [10, 11, 12]);

  await returning.client.open();
  const told = (await returning.through(({ n }) => n === 12)).slice(1);
  const { type, from, to, cause } = told[0]!;
  assert.deepEqual([type, from, to, cause], ["$gap", 3, 9, "trimmed"]);
  assert.deepEqual(told.slice(1).map(({ n }) => n), [10, 11, 12]);
  await publishEach(server, 13, 13);
  const live = await watching.through(({ n }) => n === 13);
  assert.deepEqual(live.map(({ type }) => type), ["entry"], "who was there has lost nothing");
  await assertKept(folder, server, [11, 12, 13]);
});

Deno.test("an event with another key keeps the newest of each new key", async () => {
  const states = [["a", "x"], ["b", "x"], ["b", "y"], ["c", "y"], ["d", "z"]];
  await using folder = await ConfigFolder.with(file({ key: ["machine"], keep: 1 }));
  await using server = await folder.serve({ data: folder.data });
  for (const [at, [machine, zone]] of states.entries()) {
    await publish(server, "room", { type: "entry", n: at + 1, machine, zone });
  }
  assert.deepEqual(await kept(server), [1, 3, 4, 5]);
  await reloadWith(server, folder, file({ key: ["zone"], keep: 1 }));
  assert.deepEqual(await kept(server), [1, 4, 5]);
  await publish(server, "room", { type: "entry", n: 6, machine: "e", zone: "x" });
  await assertKept(folder, server, [4, 5, 6]);
});

Deno.test("what was published just before the rules changed is kept by the new ones", async () => {
  await using folder = await ConfigFolder.with(file({ key: ["machine"], keep: 1 }));
  await using server = await folder.serve({ data: folder.data });
  let n = 0;
  let isOver = false;
  const producers = [0, 1, 2, 3].map(async () => {
    while (!isOver) await publish(server, "room", { type: "entry", n: ++n, machine: `m${n}`, zone: n % 2 });
  });
  await reloadWith(server, folder, file({ key: ["zone"], keep: 1 }));
  isOver = true;
  await Promise.all(producers);
  const numbers = await kept(server) as number[];
  assert.equal(numbers.length, 2, `${numbers} are kept`);
  assert.deepEqual(new Set(numbers.map((n) => n % 2)), new Set([0, 1]));
  await assertKept(folder, server, numbers);
});

Deno.test("an event that is not kept any more is gone, and numbering goes on when it is kept again", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 10 }));
  await using server = await folder.serve({ data: folder.data });
  await publishEach(server, 1, 3);
  await using viewer = await Viewer.open(server, "/ws/room/");
  await viewer.next(({ n }) => n === 3);
  await reloadWith(server, folder, file({}));
  assert.deepEqual(await kept(server), []);
  await publishEach(server, 4, 4);
  assert.equal((await viewer.next(({ n }) => n === 4))["$offset"], undefined);
  await reloadWith(server, folder, file({ keep: 10 }));
  await publishEach(server, 5, 5);
  assert.equal((await viewer.next(({ n }) => n === 5))["$offset"], 4);
  await assertKept(folder, server, [5]);
});

Deno.test("a board that was missing from the file for a moment has what it kept, as after a restart", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 10 }));
  await using server = await folder.serve({ data: folder.data });
  await publishEach(server, 1, 3);
  await reloadWith(server, folder, "boards: {}\n");
  await reloadWith(server, folder, file({ keep: 10 }));
  await assertKept(folder, server, [1, 2, 3]);
});

Deno.test("a board that was missing from the file during a restart has what it kept", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 10 }));
  {
    await using server = await folder.serve({ data: folder.data });
    await publishEach(server, 1, 3);
    await server.stop("SIGTERM");
  }
  await folder.write("");
  {
    await using server = await folder.serve({ data: folder.data });
    await server.stop("SIGTERM");
  }
  await folder.write(file({ keep: 10 }));
  await using server = await folder.serve({ data: folder.data });
  await assertKept(folder, server, [1, 2, 3]);
});

Deno.test("rules that were changed while the server was down count from its start", async () => {
  await using folder = await ConfigFolder.with(file({ keep: 10 }));
  {
    await using server = await folder.serve({ data: folder.data });
    await publishEach(server, 1, 8);
    await server.stop("SIGTERM");
  }
  await folder.write(file({ keep: 3 }));
  await using server = await folder.serve({ data: folder.data });
  await assertKept(folder, server, [6, 7, 8]);
});
