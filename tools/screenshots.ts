// deno-lint-ignore-file no-console -- what was written is printed.
/**
 * Writes a picture of every page in both themes, and of its empty, late, silent, lost, wall and phone states, into the
 * folder that is named, by default dist/screenshots: to be looked at.
 */
import type { Browser, Page } from "playwright-core";
import type { RunningBoardcast } from "../tests/support/boardcast.ts";
import { openBrowser } from "../tests/support/browser.ts";
import { publishMachines, serveShowroom, SHOWN_PAGES } from "../tests/support/showroom.ts";
import { createDataFolder, openBoards } from "../tests/support/signed_in.ts";

/** How long the demonstration goes on before the pictures are taken, in ms. */
const FILLING = 60_000;
/** How long a page may take to show what it has, in ms. */
const SETTLING = 2_000;
/** The readings of the showroom promise to come every 10 s: so long without one is late, and silent. */
const [LATE, SILENT] = [25_000, 60_000];

const MACHINES = "/boards/machines?site=oslo";
const folder = Deno.args[0] ?? new URL("../dist/screenshots", import.meta.url).pathname;

await Deno.mkdir(folder, { recursive: true });
await using data = await createDataFolder();
await using server = await serveShowroom(data, { demo: true });
await using browser = await openBrowser();
await pause(FILLING);
const pages = [await openPage(browser, server, "light"), await openPage(browser, server, "dark")] as const;
for (const [page, theme] of pages) {
  await picture(page, "login", theme, `${server.url}/login/`);
  for (const { name, path } of SHOWN_PAGES) await picture(page, name, theme, server.url + path);
  await picture(page, "empty", theme, `${server.url}/boards/machines?site=nowhere`);
  await picture(page, "wall", theme, `${server.url}/boards/trading?wall`);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["trading", "overview", "operations"]) {
    const { path } = SHOWN_PAGES.find((page) => page.name === name)!;
    await picture(page, `${name}_phone`, theme, server.url + path);
  }
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.goto(server.url + MACHINES);
}
await publishMachines(server);
await pause(LATE);
for (const [page, theme] of pages) await picture(page, "late", theme);
await pause(SILENT - LATE);
for (const [page, theme] of pages) {
  await picture(page, "silent", theme);
  await page.goto(`${server.url}/boards/trading`);
}
await pause(SETTLING);
await server.stop("SIGKILL");
await pause(8_000);
for (const [page, theme] of pages) await picture(page, "lost", theme);
console.log(`The pictures are in ${folder}`);

async function openPage(
  browser: Browser,
  server: RunningBoardcast,
  colorScheme: "light" | "dark",
): Promise<readonly [Page, string]> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  await openBoards(page, server.url);
  return [page, colorScheme];
}

/** A picture of `page`, at `url` if one is given. */
async function picture(page: Page, name: string, theme: string, url?: string): Promise<void> {
  if (url !== undefined) {
    await page.goto(url);
    await pause(SETTLING);
  }
  await page.screenshot({ path: `${folder}/${name}_${theme}.png` });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
