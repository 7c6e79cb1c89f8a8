import assert from "node:assert/strict";
import { createDataFolder } from "../support/accounts.ts";
import { mintToken, type RunningBoardcast, SECRET, startBoardcast } from "../support/boardcast.ts";
import { eventually } from "../support/expect.ts";
import { publish, request } from "../support/http_client.ts";
import { type Child, start } from "./child.ts";

const GROUP = "tutoring";

/** Publishes an alert, which the record keeps. */
async function alert(server: RunningBoardcast, id: string): Promise<void> {
  await publish(server, GROUP, { type: "alert", data: { id, severity: "high", message: "Look" } });
}

/** Watches once more what `server` has; resolves when it is connected. */
async function watch(server: RunningBoardcast, ...args: string[]): Promise<Child> {
  const env = { BOARDCAST_URL: server.url, BOARDCAST_SECRET: SECRET };
  const child = start(["watch", "tutoring", ...args], env);
  const token = await mintToken({ sub: "a", role: "admin" });
  const members = async () =>
    (await request(server, "GET", `/api/v1/groups/${GROUP}`, { token })).body.members;
  await eventually(members, (count) => count === 1);
  return child;
}

/** Ends `child`; the answer is the alerts that it printed, and what it said. */
async function alertsOf(child: Child): Promise<{ ids: string[]; stderr: string }> {
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.ended();
  assert.equal(code, 0, stderr);
  const messages = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return { ids: messages.filter(({ type }) => type === "alert").map(({ data }) => data.id), stderr };
}

Deno.test("watch connects again to a server that was restarted, and prints only what it has not seen", async () => {
  await using data = await createDataFolder();
  await using first = await startBoardcast({ data: data.path });
  await alert(first, "kept");
  await using child = await watch(first);
  await child.printed(/"id":"kept".*\n/);
  await first.stop("SIGTERM");
  await child.printed(/Lost the connection/);
  await using second = await startBoardcast({ data: data.path, port: first.port });
  await alert(second, "later");
  await child.printed(/"id":"later".*\n/);
  const { ids, stderr } = await alertsOf(child);
  assert.deepEqual(ids, ["kept", "later"]);
  assert.match(stderr, /^Lost the connection \(4001 [^\n]*\); connecting again\n$/);
});

Deno.test("watch connects again after a crash, and prints all of a record that began anew", async () => {
  await using first = await startBoardcast();
  await alert(first, "a");
  await alert(first, "b");
  await using child = await watch(first, "--new");
  await first.stop("SIGKILL");
  await child.printed(/Lost the connection/);
  await using second = await startBoardcast({ port: first.port });
  await alert(second, "c");
  await child.printed(/"id":"c".*\n/);
  const { ids, stderr } = await alertsOf(child);
  assert.deepEqual(ids, ["c"]);
  assert.match(stderr, /^Lost the connection \(1006\); connecting again\n$/);
});

Deno.test("watch --new leaves out what was published before", async () => {
  await using server = await startBoardcast();
  await alert(server, "before");
  await using child = await watch(server, "--new");
  await alert(server, "after");
  await child.printed(/"id":"after".*\n/);
  assert.deepEqual((await alertsOf(child)).ids, ["after"]);
});

Deno.test("watch sends its command on every connection; ping need not be JSON", async () => {
  await using first = await startBoardcast();
  await using child = await watch(first, "--send", "ping");
  await child.printed(/"pong":true.*\n/);
  await first.stop("SIGTERM");
  await using _second = await startBoardcast({ port: first.port });
  await child.printed(/("pong":true[^]*){2}/);
});

Deno.test("watch ends on Ctrl-C while it waits for a server to come back", async () => {
  await using server = await startBoardcast();
  await alert(server, "only");
  await using child = await watch(server);
  await child.printed(/"id":"only".*\n/);
  await server.stop("SIGTERM");
  await child.printed(/Lost the connection/);
  assert.deepEqual((await alertsOf(child)).ids, ["only"]);
});

Deno.test("watch's help says that the kept comes first", async () => {
  await using child = start(["watch", "--help"]);
  assert.match(
    (await child.ended()).stdout.replace(/\s+/g, " "),
    /--new leave out what the record keeps; otherwise that comes first/,
  );
});
