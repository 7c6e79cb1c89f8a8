/** The client library in pages that are not the server's own: on another origin, and with an older React. */
import assert from "node:assert/strict";
import { startBoardcast } from "../support/boardcast.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { publish } from "../support/http_client.ts";
import { newNode, NpmProject } from "../support/npm.ts";

const PRICE = (bid: number) => ({ type: "price_update", symbol: "EURUSD", data: { bid } });

const PAGE = (server: string) =>
  `<!doctype html><title>x</title><link rel="icon" href="data:,"><p id="price"></p>
<script src="${server}/static/boardcast.js"></script>
<script type="module">
  import { BoardClient } from "${server}/client.js";
  const client = new BoardClient("${server}/ws/trading/");
  client.on("price_update", ({ data }) => document.getElementById("price").textContent = data.bid);
  client.connect();
</script>`;

const REACT_PAGE = (server: string) =>
  `import { StrictMode, version } from "react";
import { createRoot } from "react-dom/client";
import { BoardProvider, useBoard, useLatest } from "boardcast/react";
function Price() {
  const { status } = useBoard();
  return <p id="price">{version} {status.name} {useLatest("price_update", "EURUSD")?.data.bid}</p>;
}
createRoot(document.getElementById("root")).render(
  <StrictMode><BoardProvider board="${server}/ws/trading/"><Price /></BoardProvider></StrictMode>,
);`;

/** Serves the files of `folder`, or one page without one. */
function serve(page: string | null, folder: string | null): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async ({ url }) => {
    if (page !== null) return new Response(page, { headers: { "content-type": "text/html" } });
    const path = new URL(url).pathname.replace(/\/$/, "/index.html");
    const body = await Deno.readFile(folder + path).catch(() => null);
    if (body === null) return new Response(null, { status: 404 });
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    return new Response(body, { headers: { "content-type": type } });
  });
}

browserTest(
  "a page of another origin loads the library from the server, and follows a board",
  async (browser) => {
    await using server = await startBoardcast();
    await using elsewhere = serve(PAGE(server.url), null);
    const page = await browser.newPage();
    const { errors } = watchConsole(page);
    await page.goto(`http://127.0.0.1:${elsewhere.addr.port}/`);
    await publish(server, "trading_updates", PRICE(1.5));
    await page.getByText("1.5").waitFor();
    assert.equal(
      await page.evaluate(() => typeof (globalThis as { Boardcast?: unknown }).Boardcast),
      "object",
    );
    assert.deepEqual(errors, []);
  },
);

browserTest("the hooks work with React 18, built by Vite", async (browser) => {
  await using server = await startBoardcast();
  await using fresh = await NpmProject.with({
    "page.jsx": REACT_PAGE(server.url),
    "index.html":
      '<!doctype html><title>x</title><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/page.jsx"></script>',
    "vite.config.js": 'export default { oxc: { jsx: { runtime: "automatic" } } };',
  }, ["vite@8", "react@18", "react-dom@18"]);
  const root = new URL("../../", import.meta.url).pathname;
  await fresh.run(Deno.execPath(), "run", "-q", "-A", `${root}tools/package.ts`, `${fresh.path}/boardcast`);
  await fresh.install("./boardcast");
  await fresh.run(await newNode(), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error");
  await using pages = serve(null, `${fresh.path}/dist`);
  const page = await browser.newPage();
  const { errors } = watchConsole(page);
  await page.goto(`http://127.0.0.1:${pages.addr.port}/`);
  await page.getByText(/^18\S+ live/).waitFor();
  for (const bid of [1.5, 1.75]) {
    await publish(server, "trading_updates", PRICE(bid));
    await page.getByText(new RegExp(`live ${bid}$`)).waitFor();
  }
  assert.deepEqual(errors, []);
});
