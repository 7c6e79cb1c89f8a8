/** The proxies of docs/deployment.md, as they stand there, before a real server; the second node is down. */
import assert from "node:assert/strict";
import { addUser, createDataFolder, PASSWORD } from "./support/accounts.ts";
import { type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { publish } from "./support/http_client.ts";
import { makeCertificate, PROXIES, type RunningProxy, startProxy } from "./support/proxies.ts";
import { connect, type ConnectOptions, refused } from "./support/ws_client.ts";

/** What is tried through one proxy. */
interface Setting {
  readonly proxy: RunningProxy;
  readonly server: RunningBoardcast;
  readonly client: Deno.HttpClient;
  readonly ca: string;
}

/** Nobody listens there. */
const DOWN = "127.0.0.1:9";

for (const kind of PROXIES) {
  Deno.test(`${kind.name} passes on what docs/deployment.md says, with one of two nodes down`, async (t) => {
    await using certificate = await makeCertificate();
    await using data = await createDataFolder();
    await addUser(data.path, "olga", "--role", "admin");
    const env = { BOARDCAST_PROXIES: "127.0.0.1", BOARDCAST_LIMITS_HEARTBEAT_MS: "1000" };
    await using server = await startBoardcast({ data: data.path, env });
    const nodes = [`127.0.0.1:${server.port}`, DOWN] as const;
    await using proxy = await startProxy(kind, { certificate, nodes });
    const ca = await Deno.readTextFile(certificate.cert);
    using client = Deno.createHttpClient({ caCerts: [ca] });
    const setting: Setting = { proxy, server, client, ca };
    await t.step("paths with and without a slash stay two boards", () => slashes(setting));
    await t.step("a page of the same host may use its cookie, a foreign one may not", () => cookies(setting));
    await t.step("an event stream comes as it is sent", () => streams(setting));
    await t.step("a board is followed, and a quiet connection stays", () => stays(setting));
  });
}

async function slashes({ proxy, ca }: Setting): Promise<void> {
  await using open = await connect(`wss://${proxy.host}/ws/dashboard`, { ca });
  assert.equal((await open.receive()).type, "analytics_update");
  assert.equal(await refused(`wss://${proxy.host}/ws/dashboard/`, { ca }), 403);
  assert.equal(await refused(`wss://${proxy.host}/ws/trading`, { ca }), 403);
}

async function cookies({ proxy, client, ca }: Setting): Promise<void> {
  const origin = `https://${proxy.host}`;
  const signedIn = await fetch(`${origin}/login/`, {
    client,
    method: "POST",
    redirect: "manual",
    headers: { origin },
    body: new URLSearchParams({ username: "olga", password: PASSWORD }),
  });
  await signedIn.body?.cancel();
  assert.equal(signedIn.status, 303);
  const cookie = signedIn.headers.getSetCookie().find((one) => one.startsWith("boardcast_session="));
  assert.match(cookie ?? "", /;\s*Secure/i, "the server knows that the browser's side is TLS");
  const upgrade = (from: string): ConnectOptions => ({
    ca,
    origin: from,
    headers: { cookie: cookie!.split(";")[0]! },
  });
  await using socket = await connect(`wss://${proxy.host}/ws/dashboard/`, upgrade(origin));
  assert.equal((await socket.receive()).type, "connection_established");
  assert.equal(await refused(`wss://${proxy.host}/ws/dashboard/`, upgrade("https://evil.example")), 403);
}

async function streams({ proxy, server, client }: Setting): Promise<void> {
  const response = await fetch(`https://${proxy.host}/ws/trading/?transport=sse`, { client });
  assert.equal(response.status, 200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await readUntil(reader, "$resumed");
  await publish(server, "trading_updates", { type: "signal_alert", signal: { n: 1 } });
  await readUntil(reader, '"n":1');
  await reader.cancel();
}

async function stays({ proxy, server, ca }: Setting): Promise<void> {
  await using socket = await connect(`wss://${proxy.host}/ws/trading/`, { ca });
  assert.equal((await socket.receive()).type, "connection");
  await socket.pinged(3);
  await publish(server, "trading_updates", { type: "signal_alert", signal: { n: 2 } });
  assert.deepEqual((await socket.receive()).signal, { n: 2 });
}

async function readUntil(reader: ReadableStreamDefaultReader<string>, wanted: string): Promise<void> {
  const late = setTimeout(() => reader.cancel(), 10_000);
  let text = "";
  try {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      assert.ok(!done, `the stream ended, or nothing more came: ${text}`);
      text += value;
    }
  } finally {
    clearTimeout(late);
  }
}
