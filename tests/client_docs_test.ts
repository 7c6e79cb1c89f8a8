/** docs/client.md is true: its programs compile, and print and show what it says. */
import assert from "node:assert/strict";
import { mintToken, runBoardcast, type RunningBoardcast } from "./support/boardcast.ts";
import { browserTest, watchConsole } from "./support/browser.ts";
import { type Block, only, programs, readBlocks } from "./support/client_document.ts";
import { ConfigFolder } from "./support/configured.ts";
import { publish } from "./support/http_client.ts";
import { Workshop } from "./support/type_check.ts";
import { Child } from "./cli/child.ts";

const DOM = new URL("./support/dom.ts", import.meta.url).href;

/** Shows the last component of a block on a page, in the document's `App`, and prints what is to be seen. */
const SHOW = `import "${DOM}";
import { createElement } from "react";
import { render } from "@testing-library/react";
const { App } = await import("./app.tsx");
const component = Object.values(await import(Deno.args[0])).at(-1);
const inside = createElement(component);
const isInApp = Deno.args[1] === "in";
const { container } = render(isInApp ? createElement(App, null, inside) : inside);
const print = () => console.log("shows: " + container.textContent);
new MutationObserver(print).observe(container, { childList: true, characterData: true, subtree: true });
print();
`;

const blocks = await readBlocks();

async function serve(): Promise<RunningBoardcast> {
  await using folder = await ConfigFolder.with(only(blocks, "yaml"));
  const server = await folder.serve();
  await speak(server);
  await publish(server, "machines_oslo", { type: "alarm", machine: "m1", text: "Too warm" });
  return server;
}

/** The machines are heard of: both promise to speak regularly. */
async function speak(server: RunningBoardcast): Promise<void> {
  await publish(server, "machines_oslo", { type: "reading", machine: "m1", celsius: 71 });
  await publish(server, "machines_oslo", { type: "reading", machine: "m2", celsius: 64 });
}

/** The files of the document; those that are run have a token of the server's in the place of that of a backend. */
async function workshop(more: Record<string, string> = {}): Promise<Workshop> {
  const files = Object.fromEntries(programs(blocks).map(({ file, code }) => [file, code]));
  return await Workshop.with({ ...files, ...more });
}

function isComponent({ language }: Block): boolean {
  return language === "tsx";
}

Deno.test("every program of docs/client.md compiles", async () => {
  await using files = await workshop();
  const names = programs(blocks).map(({ file }) => file);
  assert.ok(names.length >= 15 && new Set(names).size === names.length, names.join());
  assert.equal(await files.mistakes(...names), "");
});

Deno.test("the programs and components of docs/client.md print and show what it says", async (t) => {
  await using server = await serve();
  const token = await mintToken({ sub: "ann", name: "ann" });
  await using files = await workshop({
    "token.ts": `export const token = () => ${JSON.stringify(token)};`,
    "show.ts": SHOW,
  });
  for (const block of programs(blocks).filter(({ shows }) => shows !== null)) {
    await t.step(`${block.file}: ${block.shows!.join(" / ")}`, async () => {
      if (isComponent(block)) await speak(server);
      const usesApp = /from "\.\/machines\.ts"/.test(block.code) ? "in" : "alone";
      const command = isComponent(block) ? ["show.ts", `./${block.file}`, usesApp] : [block.file];
      await using child = new Child([
        Deno.execPath(),
        "run",
        "-A",
        "--quiet",
        "--no-check",
        "--no-lock",
        `--location=${server.url}/`,
        `--config=${files.path}/deno.json`,
        `${files.path}/${command[0]}`,
        ...command.slice(1),
      ]);
      await child.printed(patternOf(block));
    });
  }
});

/** The lines that a program prints, in this order; what a component shows, all of it. */
function patternOf(block: Block): RegExp {
  const lines = block.shows!.map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return isComponent(block)
    ? new RegExp(`^shows: ${lines.join("")}$`, "m")
    : new RegExp(`^${lines.join("\\n")}$`, "m");
}

Deno.test("docs/client.md holds what boardcast types prints of its board", async () => {
  await using folder = await ConfigFolder.with(only(blocks, "yaml"));
  const { stdout } = await runBoardcast(["types", "machines", "--config", folder.file]);
  const block = blocks.find(({ file }) => file === "machines_events.ts");
  assert.equal(block?.code, `// machines_events.ts\n${stdout}`);
});

browserTest("the page of docs/client.md is 15 lines long, and shows the prices of now", async (browser) => {
  const html = only(blocks, "html");
  assert.ok(html.trimEnd().split("\n").length <= 15, html);
  await using server = await serve();
  // In the place of a page of the server: Chromium lets none that a test makes up connect to 127.0.0.1.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(`${server.url}/test_websocket.html`);
  const { errors } = watchConsole(page);
  const price = (symbol: string, bid: number) =>
    publish(server, "trading_updates", { type: "price_update", symbol, data: { bid, ask: bid + 1 } });
  await price("EURUSD", 1.1);
  await page.setContent(html);
  const shows = (id: string, text: string) =>
    page.waitForFunction(([id, text]) => document.getElementById(id!)!.textContent === text, [id, text], {
      timeout: 10_000,
    });
  await shows("state", "live");
  await shows("prices", "EURUSD 1.1");
  await price("GBPUSD", 1.3);
  await price("EURUSD", 1.2);
  await shows("prices", "GBPUSD 1.3\nEURUSD 1.2");
  await server.stop("SIGKILL");
  await page.waitForFunction(() => document.getElementById("state")!.textContent!.includes("1006"), null, {
    timeout: 10_000,
  });
  assert.deepEqual(errors.filter((error) => !error.includes("WebSocket") && !error.includes("favicon")), []);
});
