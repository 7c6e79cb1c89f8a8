/** Every page in both themes: axe-core finds nothing serious, and nothing is written to the console as a warning. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { seriousViolations } from "../support/axe.ts";
import { browserTest } from "../support/browser.ts";
import { createDataFolder, fillLogin } from "../support/signed_in.ts";
import { serveShowroom, SHOWN_PAGES } from "../support/showroom.ts";

/** What `page` writes to its console as an error or a warning, from now on. */
function watchWarnings(page: Page): string[] {
  const warnings: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") warnings.push(message.text());
  });
  page.on("pageerror", (error) => warnings.push(String(error)));
  return warnings;
}

browserTest(
  "no page has a serious fault for people with other senses, in either theme",
  async (browser, t) => {
    await using data = await createDataFolder();
    await using server = await serveShowroom(data, { demo: true });
    const pages: Page[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      // Nothing is judged while it moves.
      const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const warnings = watchWarnings(page);
      await page.goto(`${server.url}/login/`);
      await t.step(`${colorScheme}: /login/`, async () => {
        assert.deepEqual(await seriousViolations(page), []);
      });
      await fillLogin(page);
      await page.locator("#ws-status-indicator.ws-connected").waitFor();
      for (const { path, ready } of SHOWN_PAGES) {
        await t.step(`${colorScheme}: ${path}`, async () => {
          await page.goto(server.url + path);
          await page.locator(ready).first().waitFor();
          assert.deepEqual(await seriousViolations(page), []);
          const isExpected = (text: string) => path === "/no/such/page" && /\b404\b/.test(text);
          assert.deepEqual(warnings.splice(0).filter((text) => !isExpected(text)), []);
        });
      }
      await t.step(`${colorScheme}: menus, wall and phone`, async () => {
        await page.goto(`${server.url}/boards/machines?site=oslo`);
        await page.locator("[data-status=connected]").waitFor();
        for (const menu of ["Account", "Export"]) {
          await page.getByRole("button", { name: menu }).click();
          await page.getByRole("menu").waitFor();
          assert.deepEqual(await seriousViolations(page), [], menu);
          await page.keyboard.press("Escape");
          await page.getByRole("menu").waitFor({ state: "hidden" });
        }
        await page.goto(`${server.url}/boards/machines?site=oslo&wall`);
        await page.locator("[data-status=connected]").waitFor();
        assert.deepEqual(await seriousViolations(page), [], "wall");
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(`${server.url}/boards/machines?site=oslo`);
        await page.locator("[data-status=connected]").waitFor();
        assert.deepEqual(await seriousViolations(page), [], "phone");
        assert.deepEqual(warnings.splice(0), []);
      });
      pages.push(page);
    }
    await server.stop("SIGKILL");
    for (const page of pages) {
      await page.getByText("This browser lost the server").first().waitFor();
      assert.deepEqual(await seriousViolations(page), [], "a page that has lost the server");
    }
  },
);
