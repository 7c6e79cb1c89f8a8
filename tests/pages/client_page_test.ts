import assert from "node:assert/strict";
import { startBoardcast } from "../support/boardcast.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import {
  clientContext,
  follow,
  loadClient,
  openClientPage,
  setHidden,
  told,
  untilStatus,
} from "../support/client_page.ts";
import { numbered, publishAll, startPlant } from "../support/plant.ts";
import { createDataFolder, openBoards } from "../support/signed_in.ts";
import { TcpProxy } from "../support/tcp_proxy.ts";

browserTest("BoardClient is signed in by the session cookie, and refused without it", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const context = await clientContext(browser, server.url);
  const page = await context.newPage();
  const { errors } = watchConsole(page);
  await openBoards(page, server.url);
  await loadClient(page);
  await follow(page, "/ws/dashboard/");
  assert.equal(await page.evaluate(() => globalThis.window.client.identity?.subject), "ann");
  const pong = await page.evaluate(() => globalThis.window.client.send({ type: "ping" }));
  assert.equal(pong["type"], "pong");
  await context.clearCookies();
  await page.evaluate(() => globalThis.window.client.disconnect());
  await follow(page, "/ws/dashboard/", { name: "refused" });
  assert.equal(await page.evaluate(() => globalThis.window.client.status.code), 4401);
  assert.deepEqual(errors, []);
});

browserTest(
  "BoardClient in a page comes back after a cut and a restart, and loses nothing",
  async (browser) => {
    await using data = await createDataFolder();
    let server = await startPlant({ data: data.path });
    const { port } = server;
    await using proxy = new TcpProxy(port);
    try {
      const context = await clientContext(browser, server.url);
      const page = await openClientPage(context, server.url);
      await follow(page, `${proxy.wsUrl}/ws/plant/a/`, { base: 100, cap: 200 });
      await publishAll(server, numbered("log_a", 1, 5));
      await told(page, 5);
      await proxy.cut();
      await publishAll(server, numbered("log_a", 6, 10));
      await told(page, 10);
      await server.stop("SIGKILL");
      await untilStatus(page, "reconnecting");
      server = await startPlant({ data: data.path, port });
      await publishAll(server, numbered("log_a", 11, 15));
      assert.deepEqual(await told(page, 15), Array.from({ length: 15 }, (_, at) => at + 1));
      await untilStatus(page, "live");
    } finally {
      await server.stop("SIGKILL");
    }
  },
);

browserTest("a hidden tab comes back late, and at once when somebody looks", async (browser) => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  const page = await openClientPage(await clientContext(browser, server.url), server.url);
  await follow(page, `${proxy.wsUrl}/ws/trading/`, { base: 100, cap: 200 });
  await setHidden(page, true);
  await proxy.cut();
  await untilStatus(page, "reconnecting");
  const retryIn = await page.evaluate(() => globalThis.window.client.status.retryIn);
  assert.ok(retryIn! >= 30_000 && retryIn! <= 60_200, `${retryIn}`);
  await setHidden(page, false);
  await untilStatus(page, "live");
});

browserTest("a tab comes back at once when the network does", async (browser) => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  const context = await clientContext(browser, server.url);
  const page = await openClientPage(context, server.url);
  await follow(page, `${proxy.wsUrl}/ws/trading/`, { base: 1e9, cap: 1e9 });
  // First: what Chromium does with a socket that is lost while it plays offline differs from time to time.
  await proxy.cut();
  await untilStatus(page, "reconnecting");
  await context.setOffline(true);
  await context.setOffline(false);
  await untilStatus(page, "live");
});
