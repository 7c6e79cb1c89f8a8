import assert from "node:assert/strict";
import { browserTest, watchConsole } from "../support/browser.ts";
import { createDataFolder, openBoards } from "../support/signed_in.ts";

browserTest("test page connects, pings and disconnects for good", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await openBoards(page, server.url);
  await page.getByRole("button", { name: "Account of ann" }).click();
  await page.getByRole("menuitem", { name: "Connection test" }).click();
  const { lines, errors } = watchConsole(page);
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));

  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.locator("#status", { hasText: /^Status: Connected ✓$/ }).waitFor();
  await page.locator("#log", { hasText: "connection_established" }).waitFor();
  await page.getByRole("button", { name: "Send Ping" }).click();
  const pong = page.locator("#log p", { hasText: /← Received: .*"pong".*"timestamp"/ });
  await pong.waitFor();
  assert.equal(await page.locator("#log p", { hasText: '→ Sent: {"type":"ping"}' }).count(), 1);
  assert.ok(lines.includes('→ Sent: {"type":"ping"}'), lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith("← Received: ") && line.includes('"pong"')));

  await page.clock.install();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.locator("#status", { hasText: /^Status: Disconnected ✗$/ }).waitFor();
  await page.clock.fastForward("05:00");
  assert.deepEqual(sockets, [`${server.wsUrl}/ws/dashboard/`]);
  assert.deepEqual(errors, []);
});

browserTest("test page says why it cannot connect without a session", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await page.goto(`${server.url}/test_websocket.html`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText("Not connected: sign in first").waitFor();
  assert.equal(await page.locator("#status").innerText(), "Status: Disconnected ✗");
  assert.ok(await page.getByRole("button", { name: "Connect", exact: true }).isEnabled());
});
