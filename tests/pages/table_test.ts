import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import type { RunningBoardcast } from "../support/boardcast.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { ConfigFolder, reloadWith } from "../support/configured.ts";
import { type Item, publishAll } from "../support/plant.ts";

const VIEW = `
    view:
      - widget: table
        title: Presses
        event: reading
        columns:
          - machine
          - {value: celsius, title: Now, unit: °C, decimals: 1}
          - {value: d.bar, title: Pressure}
          - state
          - {value: since, title: Since}
          - {value: extra, title: Extra}
          - {value: not.there, title: Missing}
      - {widget: table, title: Everything, event: item, columns: [id, value]}
      - {widget: table, title: Jobs, event: job, columns: [name]}`;

/** A board whose viewers are in `groups`. */
function plant(groups: string): string {
  return `
boards:
  plant:
    path: /ws/plant/
    access: {open: true}
    groups: ${groups}
    events:
      reading: {key: [machine], keep: 1, every: 1s}
      item: {key: [id], keep: 1}
      job: {keep: 10}${VIEW}
`;
}

browserTest("tables show, sort, search and export what comes, also 100,000 rows", async (browser) => {
  await using folder = await ConfigFolder.with(plant("[plant, annex]"));
  await using server = await folder.serve();
  await publishAll(server, [
    reading("press-10", 20.25, { d: { bar: 1.25 }, state: "in_progress", since: "2026-01-02T03:04:05Z" }),
    reading("press-2", 30, { d: { bar: 1200 }, state: "on_hold", extra: { tags: ["a", "b"], size: 3 } }),
    reading("=press", -4, { state: "on_hold" }),
    { group: "annex", message: { type: "reading", machine: "annex-1", celsius: 7 } },
  ]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const { errors } = watchConsole(page);
  await page.goto(`${server.url}/boards/plant?zone=Europe/Lisbon`);
  const grid = page.getByRole("grid", { name: "Presses" });
  await showsEveryKindOfValue(page, grid);
  await sortsAndSearches(page, grid, server);
  await showsTheSameAfterReload(page, grid, server);
  await staysAsItIsWhilePaused(page, grid, server);
  await savesWhatIsSeen(page);
  await saysThatNothingIsFound(page, grid);
  await opensAMessage(page, grid);
  await tellsWhichRowsAreSilent(page, grid);
  await reloadWith(server, folder, plant("[plant]"));
  await hasColumn(grid, 0, ["other", "press-3", "press-2", "press-10", "press-4", "=press"]);
  assert.deepEqual(errors, []);
  await page.close();
  await scrollsToTheEnd(browser, server);
});

async function showsEveryKindOfValue(page: Page, grid: Locator): Promise<void> {
  await hasColumn(grid, 0, ["=press", "annex-1", "press-2", "press-10"]);
  assert.equal(await grid.getAttribute("aria-rowcount"), "5");
  const cells: readonly [string, number, string][] = [
    ["press-10", 1, "20.3"],
    ["=press", 1, "−4.0"],
    ["press-10", 2, "1.25"],
    ["press-2", 2, "1\u202f200"],
    ["press-10", 3, "in progress"],
    ["press-10", 4, "2026-01-02 03:04:05"],
    ["press-2", 5, "tags a, b, size 3"],
    ["press-2", 6, "–"],
  ];
  for (const [key, column, text] of cells) assert.equal(await cell(grid, key, column).innerText(), text);
  await page.getByText('No message so far has anything at "not.there".').waitFor();
  await page.getByText("No job has come yet.").waitFor();
}

async function sortsAndSearches(page: Page, grid: Locator, server: RunningBoardcast): Promise<void> {
  await publishAll(server, [reading("press-2", 31.5), reading("press-3", 1)]);
  await cell(grid, "press-2", 1).getByText("31.5").waitFor();
  await hasColumn(grid, 0, ["=press", "annex-1", "press-2", "press-3", "press-10"]);
  await grid.getByRole("button", { name: "Now" }).click();
  await hasColumn(grid, 1, ["−4.0", "1.0", "7.0", "20.3", "31.5"]);
  await grid.getByRole("button", { name: "Now" }).press("Enter");
  await hasColumn(grid, 1, ["31.5", "20.3", "7.0", "1.0", "−4.0"]);
  assert.equal(await grid.getByRole("columnheader", { name: "Now" }).getAttribute("aria-sort"), "descending");
  await page.getByRole("searchbox", { name: "Search in Presses" }).fill("PRESS");
  await page.waitForURL(/find\.presses=PRESS/);
  await hasColumn(grid, 1, ["31.5", "20.3", "1.0", "−4.0"]);
}

async function showsTheSameAfterReload(page: Page, grid: Locator, server: RunningBoardcast): Promise<void> {
  await page.reload();
  await hasColumn(grid, 1, ["31.5", "20.3", "1.0", "−4.0"]);
  assert.equal(await page.getByRole("searchbox", { name: "Search in Presses" }).inputValue(), "PRESS");
  await publishAll(server, [reading("press-3", 99), reading("other", 1_000)]);
  await hasColumn(grid, 1, ["99.0", "31.5", "20.3", "−4.0"]);
}

async function staysAsItIsWhilePaused(page: Page, grid: Locator, server: RunningBoardcast): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).click();
  await publishAll(server, [reading("press-3", 98), reading("press-4", 5)]);
  await page.getByRole("searchbox", { name: "Search in Presses" }).fill("press-");
  await hasColumn(grid, 1, ["99.0", "31.5", "20.3"]);
  await page.getByRole("button", { name: "Go on" }).click();
  await hasColumn(grid, 1, ["98.0", "31.5", "20.3", "5.0"]);
  await page.getByRole("searchbox", { name: "Search in Presses" }).fill("press");
  await hasColumn(grid, 1, ["98.0", "31.5", "20.3", "5.0", "−4.0"]);
}

async function savesWhatIsSeen(page: Page): Promise<void> {
  const { name, text } = await exported(page, "Presses");
  assert.match(name, /^plant-presses-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.csv$/);
  const [head, ...lines] = text.split("\r\n");
  assert.equal(head, "\ufeffMachine,Now (°C),Pressure,State,Since,Extra,Missing,Time");
  assert.deepEqual(lines.map((line) => line.split(",").slice(0, 2).join()), [
    "press-3,98",
    "press-2,31.5",
    "press-10,20.25",
    "press-4,5",
    "'=press,-4",
    "",
  ]);
}

async function saysThatNothingIsFound(page: Page, grid: Locator): Promise<void> {
  await page.getByRole("searchbox", { name: "Search in Presses" }).fill("nothing like it");
  await page.getByText("Nothing in 7 rows matches “nothing like it”.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await hasColumn(grid, 0, ["other", "press-3", "press-2", "press-10", "annex-1", "press-4", "=press"]);
}

async function opensAMessage(page: Page, grid: Locator): Promise<void> {
  await grid.focus();
  for (const key of ["ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  const dialog = page.getByRole("dialog", { name: "Presses" });
  assert.equal(JSON.parse(await dialog.locator("pre").innerText()).machine, "press-3");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

/** The board promises a reading of each press every second. */
async function tellsWhichRowsAreSilent(page: Page, grid: Locator): Promise<void> {
  const row = grid.locator(".table-row", { hasText: "press-2" });
  await row.and(page.locator('[data-freshness="silent"]')).waitFor();
  assert.match(await row.locator(".row-age").innerText(), /^○\s*\d+ s\s*, silent$/);
}

async function scrollsToTheEnd(browser: Browser, server: RunningBoardcast): Promise<void> {
  for (let from = 0; from < 100_000; from += 1_000) {
    await publishAll(server, Array.from({ length: 1_000 }, (_, at) => item(from + at)));
  }
  const page = await browser.newPage();
  await page.goto(`${server.url}/boards/plant`);
  const grid = page.getByRole("grid", { name: "Everything" });
  await hasRows(page, grid, 100_001);
  assert.ok(await grid.getByRole("row").count() < 60, "only what one sees is in the page");
  await grid.focus();
  await page.keyboard.press("Control+End");
  const last = grid.locator('[aria-rowindex="100001"]');
  await last.getByRole("rowheader").getByText("99999", { exact: true }).waitFor();
  await publishAll(server, [{ group: "plant", message: { type: "item", id: 99_999, value: -5 } }]);
  await last.getByText("−5").waitFor();
  await page.keyboard.press("Control+Home");
  await grid.locator('[aria-rowindex="2"]').getByRole("rowheader").getByText("0", { exact: true }).waitFor();
  await page.getByRole("searchbox", { name: "Search in Everything" }).fill("77777");
  await hasColumn(grid, 0, ["77777"]);
  await page.getByText("1 of 100\u202f000").waitFor();
}

/** What the page says instead is in the error: it may be the connection that failed, or a row. */
async function hasRows(page: Page, grid: Locator, count: number): Promise<void> {
  const whole = grid.and(page.locator(`[aria-rowcount="${count}"]`));
  const isThere = await whole.waitFor({ timeout: 90_000 }).then(() => true, () => false);
  if (isThere) return;
  const rows = await grid.getAttribute("aria-rowcount");
  assert.fail(`${rows} rows instead of ${count}; the page says: ${await page.locator("body").innerText()}`);
}

function reading(machine: string, celsius: number, more: Record<string, unknown> = {}): Item {
  return { group: "plant", message: { type: "reading", machine, celsius, ...more } };
}

function item(id: number): Item {
  return { group: "plant", message: { type: "item", id, value: id % 1_000 } };
}

function cell(grid: Locator, key: string, column: number): Locator {
  return grid.locator(".table-row").filter({
    has: grid.page().getByRole("rowheader", { name: key, exact: true }),
  })
    .locator(`[aria-colindex="${column + 1}"] .table-text`);
}

/** Waits until the column reads like this, from top to bottom. */
async function hasColumn(grid: Locator, column: number, expected: readonly string[]): Promise<void> {
  const label = await grid.getAttribute("aria-label");
  try {
    await grid.page().waitForFunction(([label, index, expected]) => {
      const rows = [...document.querySelectorAll(`[role=grid][aria-label="${label}"] .table-row`)]
        .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex));
      const texts = rows.map((row) =>
        row.querySelector(`[aria-colindex="${index}"] .table-text`)?.textContent
      );
      return JSON.stringify(texts) === expected;
    }, [label, column + 1, JSON.stringify(expected)] as const);
  } catch (cause) {
    const texts = await grid.locator(`.table-row [aria-colindex="${column + 1}"] .table-text`)
      .allInnerTexts();
    throw new Error(`The column is ${JSON.stringify(texts)}, not ${JSON.stringify(expected)}`, { cause });
  }
}

async function exported(page: Page, title: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: title }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: await Deno.readTextFile(await download.path()) };
}
