/** SIGHUP with a file that cannot be used, or of which not everything can be: what stays, and what is said. */
import assert from "node:assert/strict";
import { start } from "./cli/child.ts";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder, reload, reloadWith } from "./support/configured.ts";
import { eventually } from "./support/expect.ts";
import { publish, request } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";

const ROOM = `  room: {path: /ws/room/, access: {open: true}, groups: [room], events: {entry: {keep: 10}}}\n`;
const GOOD = `boards:\n${ROOM}`;
const NEW = `  new: {path: /ws/new/, access: {open: true}, groups: [new], events: {entry: {keep: 10}}}\n`;

/** A file that cannot be used, and what must be said of it. */
interface Bad {
  name: string;
  yaml: string;
  says: RegExp[];
}

const BAD: Bad[] = [
  {
    name: "that is no YAML",
    yaml: `boards:\n  room: {path: [`,
    says: [/boardcast\.yaml:2:\d+: the file cannot/],
  },
  {
    name: "with two boards on one path",
    yaml: GOOD + NEW.replace("/ws/new/", "/ws/room/"),
    says: [/- boards\.new\.path \(\S+boardcast\.yaml:3:9\): "\/ws\/room\/" cannot be used: .*room/],
  },
  {
    name: "with a field that does not exist",
    yaml: GOOD.replace("groups:", "titel: x, groups:"),
    says: [/- boards\.room\.titel \(\S+boardcast\.yaml:2:\d+\): there is no such setting/],
  },
  {
    name: "with several mistakes",
    yaml: `port: x\n${GOOD.replace("keep: 10", "keep: 0")}${
      NEW.replace("groups: [new]", "groups: [room]")
    }limit: {}\n`,
    says: [
      /The configuration has \d problems/,
      /- boards\.room\.events\.entry\.keep \(\S+:3:\d+\): 0 cannot be used/,
      /- boards\.new\.groups\.0 \(\S+:4:\d+\): "room" cannot be used/,
      /- limit \(\S+:5:1\): there is no such setting/,
    ],
  },
  {
    name: "with a schema that cannot be compiled",
    yaml: GOOD.replace("keep: 10", "keep: 10, schema: {type: objekt}"),
    says: [/- boards\.room\.events\.entry\.schema\S* \(\S+:2:\d+\)/],
  },
];

async function assertGoesOn(server: RunningBoardcast, viewer: Viewer, n: number): Promise<void> {
  await publish(server, "room", { type: "entry", n });
  assert.equal((await viewer.next((frame) => frame["n"] === n))["$offset"], n);
}

Deno.test("a file that cannot be used changes nothing and is told on SIGHUP", async (t) => {
  await using folder = await ConfigFolder.with(GOOD);
  await using server = await folder.serve();
  await using viewer = await Viewer.open(server, "/ws/room/");
  let n = 0;
  for (const { name, yaml, says } of BAD) {
    await t.step(`one ${name}`, async () => {
      await folder.write(yaml);
      const said = await reload(server);
      assert.match(said, /^Not reloaded, everything stays as it was: The configuration has /);
      for (const words of says) assert.match(said, words);
      assert.doesNotMatch(said, /^ +at /m, "no stack");
      await assertGoesOn(server, viewer, ++n);
    });
    await t.step(`the next good one after one ${name}`, async () => {
      await reloadWith(server, folder, GOOD + NEW);
      await using newcomer = await Viewer.open(server, "/ws/new/");
      await publish(server, "new", { type: "entry", n: -1 });
      await newcomer.next((frame) => frame["n"] === -1);
      await reloadWith(server, folder, GOOD);
      await assertGoesOn(server, viewer, ++n);
    });
  }
  await t.step("one that is gone", async () => {
    await Deno.remove(folder.file);
    assert.match(await reload(server), /^Not reloaded, .*boardcast\.yaml: there is no such file/s);
    await assertGoesOn(server, viewer, ++n);
  });
  assert.equal(viewer.seen.filter(({ type }) => type === "$welcome").length, 1, "the same connection");
});

Deno.test("what is wrong with a file goes to stderr", async () => {
  await using folder = await ConfigFolder.with(GOOD);
  await using server = start(["serve", "--port", "0", "--data", "none"], { BOARDCAST_CONFIG: folder.file });
  await server.printed(/listening on/);
  await folder.write("boards: 1");
  server.kill("SIGHUP");
  await server.printed(/Not reloaded/);
  await folder.write(GOOD);
  server.kill("SIGHUP");
  await server.printed(/^Reloaded the declared boards: /m);
  server.kill("SIGTERM");
  const { code, stdout, stderr } = await server.ended();
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^Boardcast \S+ listening on \S+\nReloaded the declared boards: nothing has changed\nStopping\n$/,
  );
  assert.match(
    stderr,
    /^Not reloaded, everything stays as it was: The configuration has 1 problem:\n- boards \(/,
  );
});

Deno.test("settings that count only at a start are named, and nothing secret is", async () => {
  await using folder = await ConfigFolder.with(GOOD);
  await using server = await folder.serve();
  await using viewer = await Viewer.open(server, "/ws/room/");
  const secret = "another-secret-of-more-than-32-characters";
  await folder.write(
    `origins: ["https://a.example"]\nlimits: {batch: 7}\nlog: {level: debug}\n` +
      `demand: {hookUrl: "http://127.0.0.1:9/", hookSecret: ${secret}}\n` +
      `boards:\n  trading: {enabled: false}\n${ROOM}${NEW}`,
  );
  const said = await reload(server);
  assert.match(said, /^Reloaded the declared boards: /m);
  // It goes to stderr, and so may be read later than what went to stdout.
  const note = () => Promise.resolve(/^Note: restart for what has changed in (.*)$/m.exec(server.output()));
  const [, named] = (await eventually(note, (found) => found !== null))!;
  assert.deepEqual(named!.split(", ").sort(), [
    "boards.trading.enabled",
    "demand.hookSecret",
    "demand.hookUrl",
    "limits.batch",
    "log.level",
    "origins",
  ]);
  assert.ok(!server.output().includes(secret));
  assert.equal((await request(server, "GET", "/api/v1/boards/new")).status, 200, "the new board is there");
  assert.equal((await request(server, "GET", "/api/v1/boards/trading")).status, 200, "trading still is");
  await assertGoesOn(server, viewer, 1);
  await folder.write(GOOD);
  assert.equal(await reload(server), "Reloaded the declared boards: removed new\n", "all as at the start");
});

Deno.test("a reload says that everything stays as it was only if it does", async () => {
  await using folder = await ConfigFolder.with(GOOD);
  await using server = await folder.serve({ data: folder.data });
  await using viewer = await Viewer.open(server, "/ws/room/");
  await viewer.rest();
  await Deno.rename(`${folder.data}/boardcast.db`, `${folder.data}/away.db`);
  await folder.write(`boards:\n${ROOM.replace("open: true", "open: false")}${NEW}`);
  const said = await reload(server);
  const { status } = await request(server, "GET", "/api/v1/boards/new");
  const isReloaded = !said.startsWith("Not reloaded");
  assert.equal(
    status,
    isReloaded ? 200 : 404,
    `${said}, but the new board is ${status === 200 ? "" : "not "}there`,
  );
  if (isReloaded) assert.equal((await viewer.ended()).code, 4401);

  await Deno.rename(`${folder.data}/away.db`, `${folder.data}/boardcast.db`);
  assert.match(await reload(server), /^Reloaded/);
  assert.equal((await viewer.ended()).code, 4401);
  const options = { headers: { "x-api-key": API_KEY } };
  assert.equal((await request(server, "GET", "/api/v1/boards/new", options)).status, 200);
});

Deno.test("a file that is empty while it is being written is not taken over", async () => {
  await using folder = await ConfigFolder.with(GOOD);
  await using server = await folder.serve();
  await using viewer = await Viewer.open(server, "/ws/room/");
  await viewer.rest();
  await folder.write(" \n");
  assert.match(
    await reload(server),
    /^Not reloaded, everything stays as it was: (.|\n)*boardcast\.yaml: it is empty/,
  );
  await assertGoesOn(server, viewer, 1);
});
