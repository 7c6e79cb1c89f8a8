/** The client of README.md, as it stands there: it keeps its positions, and gets each message once. */
import assert from "node:assert/strict";
import { API_KEY, runBoardcast, SECRET, startBoardcast } from "./support/boardcast.ts";
import { ConfigFolder } from "./support/configured.ts";
import { publish } from "./support/http_client.ts";
import type { Frame } from "./support/ws_client.ts";
import { start } from "./cli/child.ts";

const README = new URL("../README.md", import.meta.url);

/** The block of code in `language` that has `words` in it. */
async function block(language: string, words: string): Promise<string> {
  const text = await Deno.readTextFile(README);
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  const found = blocks.map(([, , code]) => code!).filter((code) => code.includes(words));
  assert.equal(found.length, 1, `${found.length} blocks of ${language} with ${words}`);
  return found[0]!;
}

Deno.test("the client of the README resumes where it was, with nothing twice and nothing lost", async () => {
  await using server = await startBoardcast();
  const sockets: WebSocket[] = [];
  const frames: Frame[] = [];
  let wake = () => {};
  class Socket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url.replace("ws://127.0.0.1:8000", server.wsUrl), protocols);
      sockets.push(this);
    }
  }
  const log = (frame: Frame) => {
    frames.push(frame);
    wake();
  };
  const until = async (count: number) => {
    const alerts = () => frames.filter(({ type }) => type === "signal_alert");
    while (alerts().length < count) await new Promise<void>((resolve) => wake = resolve);
    return alerts().map(({ $offset }) => $offset);
  };
  let comeBack = () => {};
  const code = await block("js", "boardcast.v1");
  const positions = new Function("WebSocket", "console", "setTimeout", `${code}; return positions;`)(
    Socket,
    { log },
    (connect: () => void) => comeBack = connect,
  );
  const alert = () => publish(server, "trading_updates", { type: "signal_alert", signal: {} });

  for (let n = 1; n <= 3; n++) await alert();
  assert.deepEqual(await until(3), [1, 2, 3]);
  const { epoch, offset } = positions["trading_updates"];
  assert.deepEqual([typeof epoch, offset], ["string", 3]);
  const closed = new Promise((resolve) => sockets[0]!.addEventListener("close", resolve));
  sockets[0]!.close();
  await closed;
  for (let n = 4; n <= 5; n++) await alert();
  comeBack();
  assert.deepEqual(await until(5), [1, 2, 3, 4, 5]);
  while (frames.at(-1)?.["type"] !== "$resumed") await new Promise<void>((resolve) => wake = resolve);
  const { from, to } = frames.at(-1)!;
  assert.deepEqual([from, to, positions["trading_updates"].offset], [3, 5, 5]);
  const ended = new Promise((resolve) => sockets[1]!.addEventListener("close", resolve));
  sockets[1]!.close();
  await ended;
});

Deno.test("the board of the README is watched with the token of the README", async () => {
  await using folder = await ConfigFolder.with(await block("yaml", "boards:"));
  await using server = await folder.serve();
  const commands = await block("sh", "boardcast watch machines");
  const [, token] = /\$\(boardcast (token .*?)\)/.exec(commands)!;
  const minted = await runBoardcast(token!.split(" "), { env: { BOARDCAST_SECRET: SECRET } });
  assert.equal(minted.code, 0, minted.stderr);
  const [, watch] = /boardcast (watch machines .*)$/m.exec(commands)!;
  const [, group, message] = /^boardcast publish (\S+) '(.*)'$/m.exec(commands)!;
  const env = { BOARDCAST_URL: server.url, BOARDCAST_TOKEN: minted.stdout.trim() };
  const publishing = await runBoardcast(["publish", group!, message!], {
    env: { BOARDCAST_URL: server.url, BOARDCAST_API_KEY: API_KEY },
  });
  assert.equal(publishing.code, 0, publishing.stderr);
  await using watching = start(watch!.split(" "), env);
  await watching.printed(/"machine":"m1","celsius":71/);
});
