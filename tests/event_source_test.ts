/** The browser's own EventSource against a board's stream. */
import assert from "node:assert/strict";
import { createDataFolder } from "./support/accounts.ts";
import { type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { browserTest } from "./support/browser.ts";
import { publish } from "./support/http_client.ts";

interface Watching {
  /** Numbers of the signals in the order in which they came. */
  signals: number[];
  /** Codes of the `$close` events. */
  closes: number[];
  opened: number;
}

function publishSignal(server: RunningBoardcast, n: number) {
  return publish(server, "trading_updates", { type: "signal_alert", signal: { n } });
}

/** Runs in the page. */
function watch(): void {
  const watching: Watching = { signals: [], closes: [], opened: 0 };
  Object.assign(globalThis, { watching });
  const source = new EventSource("/ws/trading/?transport=sse");
  source.addEventListener("open", () => watching.opened++);
  source.addEventListener("$close", ({ data }) => watching.closes.push(JSON.parse(data).code));
  source.addEventListener("message", ({ data }) => {
    const frames = [JSON.parse(data)].flat().filter(({ type }) => type === "signal_alert");
    watching.signals.push(...frames.map(({ signal }) => signal.n));
  });
}

browserTest("EventSource connects again by itself and goes on where it was", async (browser) => {
  await using data = await createDataFolder();
  const page = await browser.newPage();
  const watching = () => page.evaluate(() => (globalThis as unknown as { watching: Watching }).watching);
  const hasSignal = (n: number) =>
    page.waitForFunction(
      (n) => (globalThis as unknown as { watching: Watching }).watching.signals.includes(n),
      n,
      { timeout: 20_000 },
    );
  let port: number;
  {
    await using server = await startBoardcast({ data: data.path });
    port = server.port;
    await page.goto(`${server.url}/login/`);
    await page.evaluate(watch);
    await publishSignal(server, 1);
    await hasSignal(1);
    await server.stop("SIGKILL");
  }
  {
    await using server = await startBoardcast({ data: data.path, port });
    await publishSignal(server, 2);
    await hasSignal(2);
    await publishSignal(server, 3);
    await hasSignal(3);
    await server.stop("SIGTERM");
  }
  await using server = await startBoardcast({ data: data.path, port });
  await publishSignal(server, 4);
  await hasSignal(4);
  assert.deepEqual(await watching(), { signals: [1, 2, 3, 4], closes: [4001], opened: 3 });
});
