import assert from "node:assert/strict";
import { runBoardcast, startBoardcast } from "../support/boardcast.ts";

async function withFile<T>(text: string, work: (folder: string, file: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "boardcast-cli-" });
  try {
    await Deno.writeTextFile(`${folder}/boardcast.yaml`, text);
    return await work(folder, `${folder}/boardcast.yaml`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("config show has the file, then the environment, then flags; boardcast.yaml is found by itself", async () => {
  await withFile("host: 0.0.0.0\nport: 1000\ndata: ./a\n", async (cwd) => {
    const env = { BOARDCAST_PORT: "2000", BOARDCAST_DATA: "./b" };
    const { code, stdout } = await runBoardcast(["config", "show", "--data", "./c"], { cwd, env });
    assert.equal(code, 0);
    assert.match(stdout, /^host: 0\.0\.0\.0\nport: 2000\ndata: \.\/c\n/);
  });
});

Deno.test("config show shows no secret", async () => {
  const env = {
    BOARDCAST_SECRET: "hunter2-and-more-than-thirty-two-bytes",
    BOARDCAST_API_KEY: "hunter2-of-the-producers",
    REDIS_URL: "redis://me:hunter2@127.0.0.1:6379",
  };
  const { stdout, stderr } = await runBoardcast(["config", "show"], { env });
  assert.match(stdout, /^secret: \(hidden\)\napiKey: \(hidden\)\n/m);
  assert.match(stdout, /^ +- redis:\/\/\(hidden\)@127\.0\.0\.1:6379$/m);
  assert.doesNotMatch(stdout + stderr, /hunter2/);
});

for (
  const [how, args, env] of [
    ["--config", (file: string) => ["--config", file, "config", "check"], () => ({})],
    ["--config after the command", (file: string) => ["config", "check", "--config", file], () => ({})],
    ["BOARDCAST_CONFIG", () => ["config", "check"], (file: string) => ({ BOARDCAST_CONFIG: file })],
  ] as const
) {
  Deno.test(`config check reads the file that ${how} names, and reports its problems`, async () => {
    await withFile("port: x\nhots: 1\n", async (_folder, file) => {
      const { code, stdout, stderr } = await runBoardcast([...args(file)], { env: env(file) });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.equal(
        stderr,
        "The configuration has 2 problems:\n" +
          `- port (${file}:1:1): "x" cannot be used: use a whole number from 0 to 65535\n` +
          `- hots (${file}:2:1): there is no such setting; did you mean host?\n`,
      );
    });
  });
}

Deno.test("config check misses a file that was named, beside the other problems", async () => {
  const { code, stderr } = await runBoardcast(["-c", "/absent.yaml", "config", "check"], {
    env: { PORT: "x" },
  });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^The configuration has 2 problems:\n- \/absent\.yaml: there is no such file\n- port \(PORT\): /,
  );
});

Deno.test("config check is content with good settings, and notes what changes nothing", async () => {
  const { code, stdout, stderr } = await runBoardcast(["config", "check"], {
    env: { REDIS_URL: "redis://127.0.0.1" },
  });
  assert.deepEqual([code, stdout], [0, "The configuration is in order\n"]);
  assert.equal(stderr, "Note: redis.urls is given, but the backend local does not use it\n");
});

const BOARDS = `boards:
  machines:
    path: /ws/machines/{site}/
    access: { scope: { parameter: site, membership: client } }
    groups: ["machines_{site}", { name: "machine_{site}_{machine}", join: true }]
    events:
      reading: { key: [machine], keep: 1, every: 10s, schema: { type: object, properties: { a: { const: "24h" } } } }
      log: { keep: 24h }
    view: [{ widget: text, text: "https://me@example.org" }, { widget: chart, event: reading, value: v }]
`;

Deno.test("config show prints declared boards so that they can be read back", async () => {
  await withFile(BOARDS, async (folder, file) => {
    const show = (path: string) => runBoardcast(["config", "show", "--config", path]);
    const first = await show(file);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^ {8}every: 10s$/m);
    assert.match(first.stdout, /text: https:\/\/me@example\.org$/m);
    await Deno.writeTextFile(`${folder}/again.yaml`, first.stdout);
    assert.deepEqual(await show(`${folder}/again.yaml`), first);
  });
});

Deno.test("config check and serve refuse declared boards with mistakes, all at once, with their places", async () => {
  const more =
    "  more: { path: /ws/machines/x/, groups: [tutoring], events: { f: {} }, view: [{ widget: stat, event: e, value: v }] }";
  await withFile(BOARDS + more, async (_folder, file) => {
    const check = await runBoardcast(["config", "check", "--config", file]);
    assert.deepEqual([check.code, check.stdout], [2, ""]);
    assert.equal(
      check.stderr,
      "The configuration has 3 problems:\n" +
        `- boards.more.path (${file}:10:11): "/ws/machines/x/" cannot be used: the board machines answers at /ws/machines/x/ too\n` +
        `- boards.more.groups.0 (${file}:10:43): "tutoring" cannot be used: a group of the board tutoring can have the name "tutoring" too\n` +
        `- boards.more.view.0.event (${file}:10:96): "e" cannot be used: the board has no such event; did you mean f?\n`,
    );
    const serve = await runBoardcast(["serve", "--port", "0", "--data", "none", "--config", file]);
    assert.deepEqual(serve, check);
  });
});

Deno.test("docs/configuration.md holds what config reference prints", async () => {
  const { code, stdout } = await runBoardcast(["config", "reference"]);
  assert.equal(code, 0);
  const document = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  const cells = (text: string) =>
    text.split("\n").filter((line) => line.startsWith("|"))
      .map((line) => line.replace(/-{3,}/g, "---").replace(/ +/g, " "));
  assert.deepEqual(cells(document), cells(stdout), "run `boardcast config reference` and copy it there");
});

Deno.test("health says ready, or that there is no server", async () => {
  await using server = await startBoardcast();
  const healthy = await runBoardcast(["health"], { env: { BOARDCAST_URL: server.url } });
  assert.deepEqual(healthy, { code: 0, stdout: "ready\n", stderr: "" });
  const byPort = await runBoardcast(["health"], { env: { PORT: String(server.port) } });
  assert.deepEqual(byPort, { code: 0, stdout: "ready\n", stderr: "" });
  const absent = await runBoardcast(["health", "--url", "http://127.0.0.1:1"]);
  assert.deepEqual(absent, {
    code: 1,
    stdout: "",
    stderr: "Cannot reach http://127.0.0.1:1: is the server running?\n",
  });
});
