import assert from "node:assert/strict";
import project from "../deno.json" with { type: "json" };
import { API_KEY, SECRET } from "./support/boardcast.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const TIMEOUT = 10_000;

/** The published alert that a restart must not lose. */
const ALERT = { type: "alert", data: { id: "a1", severity: "high", message: "Look" } };

interface Server extends AsyncDisposable {
  readonly url: string;
  /** Everything printed so far. */
  output(): string;
  stop(): Promise<Deno.CommandStatus>;
}

/** Starts the server with the permissions of the set `server`, less what `flags` deny. */
async function start(
  data: string,
  { flags = [], args = [] }: { flags?: string[]; args?: string[] } = {},
): Promise<
  Server
> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=server", ...flags, "main.ts", "serve", "--port", "0", "--data", data, ...args],
    env: { NO_COLOR: "1", BOARDCAST_SECRET: SECRET, BOARDCAST_API_KEY: API_KEY },
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let printed = "";
  const listening = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed += text;
      const url = /listening on (http:\/\/\S+)\//.exec(printed);
      if (url) listening.resolve(url[1]!);
    }
  };
  const drained = Promise.all([read(child.stdout), read(child.stderr)]);
  const deadline = setTimeout(() => {
    listening.reject(new Error(`The server neither listens nor ends:\n${printed}`));
    child.kill("SIGKILL");
  }, TIMEOUT);
  drained.then(() => listening.reject(new Error(`The server ended: ${printed}`)));
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await drained;
    return await child.status;
  };
  const url = await listening.promise.catch(async (error) => {
    await child.status;
    throw error;
  }).finally(() => clearTimeout(deadline));
  return { url, output: () => printed, stop, [Symbol.asyncDispose]: async () => void await stop() };
}

async function publishAlert(url: string): Promise<{ epoch: string; offset: number }> {
  const response = await fetch(`${url}/api/v1/publish`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, "content-type": "application/json" },
    body: JSON.stringify({ group: "tutoring", message: ALERT }),
  });
  assert.equal(response.status, 200);
  return await response.json();
}

async function history(url: string, group: string): Promise<{ offset: number; message: unknown }[]> {
  const response = await fetch(`${url}/api/v1/groups/${group}/history`, {
    headers: { "x-api-key": API_KEY },
  });
  assert.equal(response.status, 200);
  return (await response.json()).publications;
}

async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

Deno.test("the permission set of the server allows no programs, no foreign code, and asks for nothing more", () => {
  assert.deepEqual(project.permissions.server, {
    net: true,
    env: true,
    read: true,
    write: true,
    sys: ["hostname", "loadavg", "systemMemoryInfo"],
  });
});

Deno.test("the server serves, publishes and persists with exactly its permission set", async () => {
  const data = await Deno.makeTempDir();
  try {
    let offset: number;
    {
      await using server = await start(data);
      assert.equal(await status(`${server.url}/login/`), 200);
      assert.equal(await status(`${server.url}/static/boardcast.css`), 200);
      ({ offset } = await publishAlert(server.url));
      assert.equal((await server.stop()).code, 0);
      assert.doesNotMatch(server.output(), /NotCapable|--allow-/);
    }
    await using again = await start(data);
    const kept = (await history(again.url, "tutoring")).find((publication) => publication.offset === offset);
    assert.deepEqual({ ...kept?.message as object, timestamp: null }, { ...ALERT, timestamp: null });
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("the demonstration feeds its boards with exactly the server's permission set", async () => {
  await using server = await start("none", { args: ["--demo"] });
  const deadline = Date.now() + TIMEOUT;
  while ((await history(server.url, "trading_updates")).length === 0) {
    assert.ok(Date.now() < deadline, `No price came:\n${server.output()}`);
  }
  assert.equal((await server.stop()).code, 0);
  assert.doesNotMatch(server.output(), /NotCapable|--allow-/);
});

Deno.test("the server needs each permission of its set", async (t) => {
  for (const flag of ["--deny-net", "--deny-env", "--deny-read", "--deny-write"]) {
    await t.step(flag, async () => {
      const data = await Deno.makeTempDir();
      try {
        await assert.rejects(
          start(data, { flags: [flag] }),
          /The server ended: [^]*(Requires \w+ access|--allow-)/,
        );
      } finally {
        await Deno.remove(data, { recursive: true });
      }
    });
  }
  // Without the names, a denial does not reach what the set allows by name.
  const sys = "loadavg,systemMemoryInfo,hostname";
  await t.step("--deny-sys: the demonstration lacks the machine's numbers, and says so", async () => {
    await using server = await start("none", { flags: [`--deny-sys=${sys}`], args: ["--demo"] });
    const deadline = Date.now() + TIMEOUT;
    while (!server.output().includes(`--allow-sys="${sys}"`)) {
      assert.ok(Date.now() < deadline, server.output());
      await history(server.url, "trading_updates");
    }
  });
});
