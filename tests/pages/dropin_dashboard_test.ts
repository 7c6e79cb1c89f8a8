/** `dashboard-client.js`, the classic script, on a page that knows nothing of Boardcast. */
import assert from "node:assert/strict";
import type {} from "../../src/client/dashboard_script.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { eventually } from "../support/expect.ts";
import { publish } from "../support/http_client.ts";
import { createDataFolder, openBoards } from "../support/signed_in.ts";

const SCRIPT = "/static/js/components/websocket/dashboard-client.js";

browserTest(
  "dashboard-client.js sets its globals, follows, and comes back to a restarted server",
  async (browser) => {
    await using data = await createDataFolder();
    await using server = await data.serve();
    const page = await browser.newPage();
    await openBoards(page, server.url);
    await page.goto(`${server.url}/test_websocket.html`);
    const { lines, errors } = watchConsole(page);
    await page.addScriptTag({ url: SCRIPT });
    assert.equal(await page.evaluate(() => globalThis.dashboardWebSocket), null);
    assert.deepEqual(
      await page.evaluate(() => {
        const circle = document.createElement("div");
        circle.id = "score-circle";
        circle.innerHTML = '<b class="score-value"></b>';
        document.body.append(circle);
        const client = globalThis.initDashboardWebSocket();
        client.on("connection_established", ({ user_id }) => circle.title = `dashboard_${user_id}`);
        return [
          client === globalThis.dashboardWebSocket,
          client instanceof globalThis.DashboardWebSocketClient,
          client.maxReconnectAttempts,
          client.reconnectDelay,
        ];
      }),
      [true, true, 5, 3_000],
    );
    await page.locator("#ws-status-indicator.ws-connected").waitFor();
    await eventually(
      () => Promise.resolve(lines),
      (lines) =>
        lines.some((line) => line.startsWith("Dashboard connection confirmed")) &&
        lines.some((line) => line.startsWith("WebSocket message received:")),
    );
    assert.deepEqual(errors, []);
    assert.ok(
      await page.evaluate(() => globalThis.initDashboardWebSocket().ws === globalThis.dashboardWebSocket!.ws),
    );

    await server.stop("SIGTERM");
    await page.locator("#ws-status-indicator.ws-disconnected").waitFor();
    await using again = await data.serve({ port: server.port });
    await page.locator("#ws-status-indicator.ws-connected").waitFor();
    const score = { g_code_score: 85, update_score: true };
    const group = await page.locator("#score-circle").getAttribute("title");
    await publish(again, group!, { type: "gcode_update", data: score });
    await page.locator("#score-circle.intensity-intense", { hasText: "85" }).waitFor();
    assert.ok(lines.some((line) => /^Reconnecting in 3000 ms... \(1\/5\)$/.test(line)), lines.join("\n"));
    assert.equal(lines.filter((line) => line === "✓ WebSocket connected").length, 2);
  },
);

browserTest(
  "dashboard-client.js that was disconnected never comes back, and reports no failure",
  async (browser) => {
    await using data = await createDataFolder();
    await using server = await data.serve();
    const page = await browser.newPage();
    await openBoards(page, server.url);
    await page.clock.install();
    const { lines, errors } = watchConsole(page);
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    await page.evaluate(() => globalThis.dashboardWebSocket!.disconnect());
    await page.locator("#ws-status-indicator.ws-disconnected").waitFor();
    await page.clock.fastForward("10:00");
    assert.deepEqual([sockets, errors], [[], []]);
    assert.ok(!lines.some((line) => /reconnect/i.test(line)), lines.join("\n"));
  },
);
