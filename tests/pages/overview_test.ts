import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { API_KEY } from "../support/boardcast.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { createDataFolder, openBoards } from "../support/signed_in.ts";

browserTest("the overview connects: green indicator, both console lines, no error", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  const { lines, errors } = watchConsole(page);
  await openBoards(page, server.url);
  const indicator = page.locator("#ws-status-indicator");
  assert.equal(await indicator.getAttribute("class"), "ws-status ws-connected");
  assert.equal(await indicator.getAttribute("title"), "WebSocket connected - Real-time updates active");
  assert.equal(await colourOf(page), "rgb(0, 255, 65)");
  await page.locator("#fact-group", { hasText: /^dashboard_\d+$/ }).waitFor();
  assert.ok(lines.includes("✓ WebSocket connected"), lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith("Dashboard connection confirmed")), lines.join("\n"));
  assert.deepEqual(errors, []);
});

browserTest("the overview lists the boards that one may open, and how many watch each", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await openBoards(page, server.url);
  const boards = page.getByRole("list", { name: "Boards" });
  await boards.getByText("/ws/trading/", { exact: true }).waitFor();
  for (const path of ["/ws/dashboard/", "/ws/dashboard", "/ws/prices/", "/ws/schools/{school}/dashboard/"]) {
    assert.equal(await boards.getByText(path, { exact: true }).count(), 1, path);
  }
  const trading = boards.getByRole("link", { name: /^Trading/ });
  await trading.getByText("0 viewers now").waitFor();
  const socket = new WebSocket(`${server.wsUrl}/ws/trading/`);
  await trading.getByText("1 viewer now · 0.0 messages/s").waitFor();
  socket.close();
  await trading.getByText("0 viewers now").waitFor();
  await trading.click();
  await page.getByRole("heading", { name: "Trading", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/boards/trading");
  await page.goBack();
  await page.locator("#ws-status-indicator.ws-connected").waitFor();
});

browserTest("the overview shows a published gcode_update", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  const { errors } = watchConsole(page);
  await openBoards(page, server.url);
  const group = page.locator("#fact-group", { hasText: "dashboard_" });
  await publishScore(server.url, await group.innerText(), 64);
  await page.locator("#score-circle.intensity-high .score-value", { hasText: /^64$/ }).waitFor();
  await publishScore(server.url, await group.innerText(), 82);
  await page.locator("#score-circle.intensity-intense .score-value", { hasText: /^82$/ }).waitFor();
  await page.getByText("intense · ▲ 18 from 64").waitFor();
  await page.reload();
  await page.locator("#score-circle.intensity-intense .score-value", { hasText: /^82$/ }).waitFor();
  assert.deepEqual(errors, []);
});

browserTest("the overview looks right: dark, light, on a phone", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const wide = { viewport: { width: 1440, height: 900 } };
  await look(browser, server.url, "light", { ...wide, colorScheme: "light" }, "rgb(246, 247, 249)");
  await look(browser, server.url, "dark", { ...wide, colorScheme: "dark" }, "rgb(12, 15, 19)");
  const narrow = { viewport: { width: 360, height: 740 } };
  await look(browser, server.url, "narrow", { ...narrow, colorScheme: "dark" }, "rgb(12, 15, 19)");
});

async function look(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions,
  background: string,
): Promise<void> {
  const page = await browser.newPage(options);
  await page.goto(url);
  await picture(page, `login-${name}`);
  await openBoards(page, url);
  await page.getByRole("link", { name: /^Trading/ }).first().waitFor();
  await picture(page, `overview-${name}`);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), background);
  await page.context().close();
}

/** Checks that nothing sticks out to the right; keeps a picture in the folder that `SCREENSHOTS` names. */
async function picture(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name} is ${over} px too wide`);
  const folder = Deno.env.get("SCREENSHOTS");
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

function colourOf(page: Page): Promise<string> {
  return page.locator("#ws-status-indicator").evaluate((dot) => getComputedStyle(dot).backgroundColor);
}

async function publishScore(url: string, group: string, score: number): Promise<void> {
  const message = { type: "gcode_update", data: { g_code_score: score, update_score: true } };
  const response = await fetch(`${url}/api/v1/publish`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": API_KEY },
    body: JSON.stringify({ group, message }),
  });
  assert.equal(response.status, 200, await response.text());
}
