/** What makes the pages pleasant: on a wall, in another zone, for whoever does not look, and fast. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { browserTest, watchConsole } from "../support/browser.ts";
import { machineItem, publishReading, serveMachines } from "../support/machines.ts";
import { publishAll } from "../support/plant.ts";
import { createDataFolder } from "../support/signed_in.ts";

const STATIC = new URL("../../static/", import.meta.url).pathname;

browserTest("a page on a wall, in another zone, that tells of alerts in its title", async (browser, t) => {
  await using data = await createDataFolder();
  await using server = await serveMachines(data);
  const page = await browser.newPage();
  const { lines } = watchConsole(page);

  await t.step("the page is there within a second, from nothing", async () => {
    const paints = [await firstPaint(browser, server.url), await firstPaint(browser, server.url)];
    // The machine has other things to do as well: what it can do is the least.
    assert.ok(Math.min(...paints) < 1_000, `the first paint came after ${paints} ms`);
    await page.goto(`${server.url}/boards/machines?site=oslo`);
    await page.locator("[data-status=connected]").waitFor();
  });

  await t.step("an alert is counted in the title, for whoever wants it", async () => {
    await publishReading(server, "m1", 50);
    await page.waitForFunction(() => document.title === "Machines · Boardcast");
    await page.getByRole("button", { name: "Alerts" }).click();
    await page.getByRole("menuitemcheckbox", { name: /title/ }).click();
    // The pulse has never come.
    await page.waitForFunction(() => document.title === "(1) Machines · Boardcast");
    await publishReading(server, "m1", 90);
    await page.waitForFunction(() => document.title === "(2) Machines · Boardcast");
    await page.keyboard.press("Escape");
  });

  await t.step("times are in the zone that is chosen, and a link keeps it", async () => {
    await page.getByLabel("times in").selectOption("Asia/Tokyo");
    assert.equal(new URL(page.url()).searchParams.get("zone"), "Asia/Tokyo");
    await page.reload();
    assert.equal(await page.getByLabel("times in").inputValue(), "Asia/Tokyo");
  });

  await t.step("on a wall there is nothing to press, values change, and Escape leads back", async () => {
    await page.getByRole("button", { name: "Wall" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached" });
    assert.equal(await page.getByRole("navigation").count(), 0);
    await publishAll(server, [machineItem({ type: "reading", machine: "m1", value: 12 })]);
    await page.getByText("12.0", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.has("wall"), false);
  });

  await t.step("the theme is chosen for this browser, and holds from the first paint", async () => {
    await page.getByRole("button", { name: "Dark theme" }).click();
    await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(12, 15, 19)");
    await page.goto(`${server.url}/login/`);
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      "rgb(12, 15, 19)",
    );
  });
  assert.deepEqual(lines, []);
});

/** When a browser that has never been here paints a board's page for the first time, in ms. */
async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/boards/machines?site=oslo`);
  await page.locator("[data-status=connected]").waitFor();
  const [paint] = await page.evaluate(() =>
    performance.getEntriesByName("first-contentful-paint").map(({ startTime }) => startTime)
  );
  await context.close();
  return paint!;
}

Deno.test("the scripts of a page are under 400 KB gzipped", () => {
  const scripts = ["theme.js", "dashboard.js"].map((name) =>
    gzipSync(Deno.readFileSync(STATIC + name)).length
  );
  const bytes = scripts.reduce((sum, one) => sum + one, 0);
  assert.ok(bytes < 400_000, `${bytes} bytes`);
});
