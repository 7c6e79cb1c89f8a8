import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { RunningBoardcast } from "../support/boardcast.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { ConfigFolder, reloadWith } from "../support/configured.ts";
import { publishAll } from "../support/plant.ts";

/** A board whose viewers are in `groups`. */
function plant(groups: string): string {
  return `
boards:
  plant:
    path: /ws/plant/
    access: {open: true}
    groups: ${groups}
    events:
      alarm:
        keep: 2000
        schema: {type: object, properties: {severity: {enum: [critical, warning, info]}}}
      notice: {keep: 100}
      quiet: {keep: 10}
    view:
      - {widget: feed, title: Alarms, events: [alarm, notice], text: text, severity: severity}
      - {widget: feed, title: Odd, events: [notice], text: no.such.text}
      - {widget: feed, title: Quiet, events: [quiet], text: text}
`;
}

browserTest("feeds show the newest first, filter, hold still for a reader and export", async (browser) => {
  await using folder = await ConfigFolder.with(plant("[plant, annex]"));
  await using server = await folder.serve();
  await publish(server, "alarm", {
    text: "Too hot",
    severity: "critical",
    celsius: 99.5,
    state: "in_progress",
    id: "x",
  });
  await publish(server, "notice", { text: "The shift has changed" });
  await publish(server, "alarm", { text: "=Rather hot", severity: "warning" });
  await publishAll(server, [{ group: "annex", message: { type: "notice", text: "From the annex" } }]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const { errors } = watchConsole(page);
  await page.goto(`${server.url}/boards/plant`);
  const feed = page.getByRole("listbox", { name: "Alarms" });
  await showsTheNewestFirst(page, feed, server);
  await filters(page, feed);
  await savesWhatIsSeen(page);
  await opensAMessage(page, feed);
  await reloadWith(server, folder, plant("[plant]"));
  await hasTexts(feed, ["Warm", "=Rather hot", "The shift has changed", "Too hot"]);
  await holdsStill(page, feed, server);
  await isBounded(page, server);
  assert.deepEqual(errors, []);
});

async function showsTheNewestFirst(page: Page, feed: Locator, server: RunningBoardcast): Promise<void> {
  await hasTexts(feed, ["From the annex", "=Rather hot", "The shift has changed", "Too hot"]);
  assert.equal(
    await feed.locator(".feed-item").last().locator(".feed-detail").innerText(),
    "celsius 99.5 · state in progress",
  );
  assert.equal(await feed.locator(".feed-item").last().locator(".feed-icon").innerText(), "✕");
  await publish(server, "alarm", { text: "Warm", severity: "info" });
  await hasTexts(feed, ["Warm", "From the annex", "=Rather hot", "The shift has changed", "Too hot"]);
  await page.getByText("5 shown · 5 of at most 1\u202f000 kept").waitFor();
  await page.getByText('No message so far has anything at "no.such.text".').waitFor();
  await page.getByText("No quiet has come yet.").waitFor();
}

async function filters(page: Page, feed: Locator): Promise<void> {
  const severities = page.getByRole("group", { name: "Severity" });
  await severities.getByRole("button", { name: "warning" }).click();
  await hasTexts(feed, ["=Rather hot"]);
  await severities.getByRole("button", { name: "critical" }).click();
  await hasTexts(feed, ["=Rather hot", "Too hot"]);
  await page.reload();
  await hasTexts(feed, ["=Rather hot", "Too hot"]);
  assert.equal(
    await severities.getByRole("button", { name: "warning" }).getAttribute("aria-pressed"),
    "true",
  );
  await page.getByRole("group", { name: "Event" }).getByRole("button", { name: "notice" }).click();
  await page.getByText("None of 5 messages passes the filter.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("group", { name: "Event" }).getByRole("button", { name: "alarm" }).click();
  await hasTexts(feed, ["Warm", "=Rather hot", "Too hot"]);
}

async function savesWhatIsSeen(page: Page): Promise<void> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Alarms" }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /^plant-alarms-.*\.csv$/);
  const [head, ...lines] = (await Deno.readTextFile(await download.path())).split("\r\n");
  assert.equal(head, "\ufeffTime,Event,Severity,Text,Message");
  assert.deepEqual(lines.map((line) => line.split(",").slice(1, 4).join()), [
    "alarm,info,Warm",
    "alarm,warning,'=Rather hot",
    "alarm,critical,Too hot",
    "",
  ]);
}

async function opensAMessage(page: Page, feed: Locator): Promise<void> {
  await feed.focus();
  for (const key of ["End", "Enter"]) await page.keyboard.press(key);
  const dialog = page.getByRole("dialog", { name: "Too hot" });
  assert.equal(JSON.parse(await dialog.locator("pre").innerText()).celsius, 99.5);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("group", { name: "Event" }).getByRole("button", { name: "alarm" }).click();
}

async function holdsStill(page: Page, feed: Locator, server: RunningBoardcast): Promise<void> {
  await publish(
    server,
    "alarm",
    ...Array.from({ length: 50 }, (_, n) => ({ text: `Alarm ${n}`, severity: "info" })),
  );
  await feed.getByText("Alarm 49").waitFor();
  await feed.evaluate((element) => {
    element.scrollTo(0, 500);
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  const seen = feed.getByText("Alarm 40", { exact: true });
  const before = await seen.boundingBox();
  await publish(
    server,
    "alarm",
    ...Array.from({ length: 12 }, (_, n) => ({ text: `New ${n}`, severity: "critical" })),
  );
  const pill = page.getByRole("button", { name: "12 new" });
  await pill.waitFor();
  assert.deepEqual(await seen.boundingBox(), before);
  await pill.click();
  await feed.getByText("New 11", { exact: true }).waitFor();
  await pill.waitFor({ state: "detached" });
}

async function isBounded(page: Page, server: RunningBoardcast): Promise<void> {
  await publish(
    server,
    "alarm",
    ...Array.from({ length: 1_000 }, (_, n) => ({ text: `Many ${n}`, severity: "info" })),
  );
  await page.getByText("1\u202f000 of at most 1\u202f000 kept").waitFor();
}

async function publish(
  server: RunningBoardcast,
  type: string,
  ...messages: readonly Record<string, unknown>[]
): Promise<void> {
  await publishAll(server, messages.map((message) => ({ group: "plant", message: { type, ...message } })));
}

/** Waits until the entries read like this, from top to bottom. */
async function hasTexts(feed: Locator, expected: readonly string[]): Promise<void> {
  const label = await feed.getAttribute("aria-label");
  await feed.page().waitForFunction(([label, expected]) => {
    const items = [...document.querySelectorAll(`[role=listbox][aria-label="${label}"] .feed-item`)]
      .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet));
    return JSON.stringify(items.map((item) => item.querySelector(".feed-text")?.textContent)) === expected;
  }, [label, JSON.stringify(expected)] as const);
}
