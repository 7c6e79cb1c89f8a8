/** What is acknowledged is kept: servers killed in the middle of publishing, and data folders that cannot be used. */
import assert from "node:assert/strict";
import { addUser, createDataFolder, signIn } from "./support/accounts.ts";
import { API_KEY, runBoardcast, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { expectStatus, publish, type Receipt } from "./support/http_client.ts";

const ROUNDS = 5;
const KEY = { "x-api-key": API_KEY };

/** Three groups whose events are kept one by one, and a message for each that tells `id` again. */
const STREAMS: { group: string; message: (id: string) => Record<string, unknown> }[] = [
  { group: "tutoring", message: (id) => ({ type: "alert", data: { id, message: "m" } }) },
  {
    group: "trading_updates",
    message: (id) => ({
      type: "trade_execution",
      trade: { id, pair: "EURUSD", order_type: "BUY", entry_price: 1 },
    }),
  },
  {
    group: "school_1_dashboard",
    message: (id) => ({
      type: "activity_new",
      data: {
        id,
        activity_type: "class_created",
        timestamp: "2025-07-28T10:30:00Z",
        actor: null,
        target: null,
        metadata: {},
        description: "d",
      },
    }),
  },
];

interface Acknowledged extends Receipt {
  id: string;
}

interface Publication {
  offset: number;
  message: unknown;
}

/** Publishes to all groups, several at once, until the server dies; gives what was acknowledged. */
async function publishUntilDead(
  server: RunningBoardcast,
  kill: (count: number) => void,
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const stream = async ({ group, message }: typeof STREAMS[number]) => {
    for (;;) {
      const id = crypto.randomUUID();
      const receipt = await publish(server, group, message(id)).catch(notRefused);
      if (!receipt) return;
      acknowledged.push({ ...receipt, id });
      kill(acknowledged.length);
    }
  };
  await Promise.all([...STREAMS, ...STREAMS, ...STREAMS].map(stream));
  return acknowledged;
}

/** A request that the dying server did not answer is no failure; an answer other than 200 is. */
function notRefused(error: unknown): null {
  if (error instanceof assert.AssertionError) throw error;
  return null;
}

async function historyAfter(server: RunningBoardcast, group: string, after: number): Promise<Publication[]> {
  const path = `/api/v1/groups/${group}/history?limit=1000&after=${after}`;
  const { body } = await expectStatus(200, server, "GET", path, { headers: KEY });
  assert.ok(!body.gap, `${group}: a gap after ${after}, ${JSON.stringify(body.gap)}`);
  return body.publications;
}

async function assertKept(server: RunningBoardcast, acknowledged: Acknowledged[]): Promise<void> {
  for (const { group } of STREAMS) {
    const mine = acknowledged.filter((one) => one.group === group);
    const first = Math.min(...mine.map(({ offset }) => offset!));
    const kept = await historyAfter(server, group, first - 1);
    assert.equal(
      new Set(kept.map(({ offset }) => offset)).size,
      kept.length,
      `${group}: an offset came twice`,
    );
    for (const { offset, id } of mine) {
      const found = kept.find((publication) => publication.offset === offset);
      assert.ok(found, `${group}: ${offset} was acknowledged and is gone; kept ${kept.length}`);
      assert.ok(JSON.stringify(found.message).includes(id), `${group}: ${offset} is another message`);
    }
  }
}

async function epochs(server: RunningBoardcast): Promise<string[]> {
  const answers = STREAMS.map(({ group }) =>
    expectStatus(200, server, "GET", `/api/v1/groups/${group}`, { headers: KEY })
  );
  return (await Promise.all(answers)).map(({ body }) => body.epoch);
}

Deno.test("crash: what was acknowledged survives SIGKILL", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin");
  let last: Acknowledged[] = [];
  let session: Record<string, string> | undefined;
  let before: string[] | undefined;

  for (let round = 1; round <= ROUNDS; round++) {
    await t.step(`round ${round}`, async () => {
      await using server = await startBoardcast({ data: data.path });
      session ??= await signIn(server, "ann");
      before ??= await epochs(server);
      await expectStatus(200, server, "GET", "/api/v1/me", { headers: session });
      if (last.length > 0) await assertKept(server, last);
      assert.deepEqual(await epochs(server), before, "the epochs changed");
      const enough = 40 + Math.floor(Math.random() * 60);
      let dead: Promise<unknown> = Promise.resolve();
      last = await publishUntilDead(server, (count) => {
        if (count === enough) dead = server.stop("SIGKILL");
      });
      await dead;
      assert.ok(last.length >= enough, `only ${last.length} were acknowledged`);
      for (const { group, epoch } of last) {
        assert.equal(epoch, before[STREAMS.findIndex((stream) => stream.group === group)]);
      }
    });
  }
  await t.step("after the last one", async () => {
    await using server = await startBoardcast({ data: data.path });
    await assertKept(server, last);
    await expectStatus(200, server, "GET", "/api/v1/me", { headers: session! });
    await signIn(server, "ann");
  });
});

/** Fails unless a server refuses to start on `data`, with a message that matches and no stack. */
async function assertDoesNotStart(data: string, message: RegExp): Promise<void> {
  const started = await startBoardcast({ data }).then((server) => server.stop("SIGKILL"), () => null);
  assert.equal(started, null, `a server started on ${data}`);
  const { code, stdout, stderr } = await runBoardcast(["serve", "--port", "0", "--data", data]);
  assert.notEqual(code, 0, stdout + stderr);
  assert.match(stderr, message);
  assert.ok(stderr.includes(data), `the message does not name ${data}: ${stderr}`);
  assert.ok(!/^ +at /m.test(stderr), `a stack instead of a message: ${stderr}`);
}

Deno.test("crash: data folders that cannot be used", async (t) => {
  await using folder = await createDataFolder();

  await t.step("one that a server already uses", async () => {
    await using server = await startBoardcast({ data: folder.path });
    await assertDoesNotStart(folder.path, /already|another|in use|locked/i);
    await publish(server, "tutoring", { type: "alert", data: { id: "still-alive" } });
  });
  await t.step("one whose database is garbage", async () => {
    const files = await Array.fromAsync(Deno.readDir(folder.path));
    const database = files.find(({ name }) => /\.(db|sqlite3?)$/.test(name))!;
    for (const { name } of files) {
      if (name.startsWith(`${database.name}-`)) await Deno.remove(`${folder.path}/${name}`);
    }
    await Deno.writeFile(`${folder.path}/${database.name}`, crypto.getRandomValues(new Uint8Array(50_000)));
    await assertDoesNotStart(folder.path, /corrupt|damaged|not a database|malformed/i);
  });
  await t.step("a file", async () => {
    const path = `${folder.path}/a-file`;
    await Deno.writeTextFile(path, "hello");
    await assertDoesNotStart(path, /not a (folder|directory)|file/i);
    await assertDoesNotStart(`${path}/below`, /folder|directory|file/i);
  });
  await t.step("one that cannot be written", async () => {
    await assertDoesNotStart("/proc/boardcast", /cannot|unable|denied|not (be )?(writ|creat)|no such/i);
  });
});
