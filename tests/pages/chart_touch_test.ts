/** Charts under a finger, and for those who want it calm. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { aMinute, card, CONFIGURATION, plot, publish, readout, says } from "../support/chart_page.ts";
import { ConfigFolder } from "../support/configured.ts";

/** Draws a finger over a chart, from one part of its width to another. */
async function drawFinger(page: Page, title: string, from: number, until: number): Promise<void> {
  const box = (await plot(page, title).locator(".u-over").boundingBox())!;
  const touches = await page.context().newCDPSession(page);
  const at = (part: number) => [{ x: box.x + box.width * part, y: box.y + box.height / 2 }];
  await touches.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from) });
  for (let step = 1; step <= 5; step++) {
    const touchPoints = at(from + (until - from) * step / 5);
    await touches.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }
  await touches.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touches.detach();
}

browserTest("charts follow fingers, and are calm for those who want it", async (browser, t) => {
  await using folder = await ConfigFolder.with(CONFIGURATION);
  await using server = await folder.serve();
  await publish(server, "reading", aMinute());
  await publish(server, "load", aMinute().map(({ at }) => ({ percent: 40, at })));
  const viewport = { width: 390, height: 1400 };
  const context = await browser.newContext({ viewport, hasTouch: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${server.url}/boards/plant`);
  await says(page, "Ovens", /m2: 59\.8/);

  await t.step("a tap holds all charts and reads them, until one goes on", async () => {
    await drawFinger(page, "Ovens", 0.8, 0.8);
    assert.match(await readout(page, "Ovens"), /m10\s+20\.5/);
    const resume = card(page, "Load").getByRole("button", { name: "resume" });
    await resume.tap();
    await resume.waitFor({ state: "detached" });
  });

  await t.step("a finger that is drawn over it zooms", async () => {
    await drawFinger(page, "Ovens", 0.6, 0.9);
    const back = card(page, "Load").getByRole("button", { name: "back" });
    await back.waitFor();
    const [from, until] = new URL(page.url()).searchParams.get("zoom")!.split("-").map(Number);
    assert.ok(Math.abs(until! - from! - 36_000) < 6_000, `${until! - from!} ms of 120,000`);
    await back.click();
    await back.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "resume" }).first().click();
  });

  await t.step("with reduced motion a chart moves on by whole seconds", async () => {
    const drawn = await page.evaluate(async () => {
      const context = CanvasRenderingContext2D.prototype;
      const { clearRect } = context;
      let draws = 0;
      const first = document.querySelector(".chart-plot canvas");
      context.clearRect = function (...area) {
        if (this.canvas === first) draws++;
        return clearRect.apply(this, area);
      };
      for (const end = Date.now() + 3_000; Date.now() < end;) await new Promise(requestAnimationFrame);
      context.clearRect = clearRect;
      return draws;
    });
    assert.ok(drawn >= 2 && drawn <= 8, `${drawn} draws in 3 s`);
  });
  await context.close();
});
