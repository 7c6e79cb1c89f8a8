/** What a producer may send, a page must bear. */
import assert from "node:assert/strict";
import { browserTest } from "../support/browser.ts";
import { publishAll } from "../support/plant.ts";
import { serveShowroom } from "../support/showroom.ts";
import { createDataFolder } from "../support/signed_in.ts";

/** Arrays in arrays, as deep as fits into a message. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}

const READINGS = [
  { machine: "<img src=x onerror=alert(1)>", celsius: 1e308, load: "50" },
  { machine: "x".repeat(10_000), celsius: -0, load: null },
  { machine: "__proto__", celsius: 12.5, load: 3 },
  { machine: "constructor", celsius: "NaN", load: [] },
  { machine: "\u0645\u0631\u062d\u0628\u0627 \u202eevil", celsius: 33, load: {} },
  { machine: { a: 1 }, celsius: 20, load: true },
  { machine: null, celsius: 21, timestamp: "not a time" },
  { celsius: 22, timestamp: "9999-12-31T23:59:59Z" },
  { machine: "old", celsius: 22, timestamp: "1970-01-01T00:00:00Z" },
  { machine: "press 1", celsius: 1e-300, load: -1e20 },
];
const ALARMS = [
  { text: "<script>alert(1)</script>".repeat(200), severity: "<b>x</b>" },
  { text: { deep: "object" }, severity: 3 },
  { text: "", severity: null },
  { text: "deep", severity: "high", deep: nested(2_000) },
  { text: "y".repeat(20_000), severity: "z".repeat(2_000) },
];

browserTest("a page bears whatever is published, and 10,000 keys at once", async (browser) => {
  await using data = await createDataFolder();
  await using server = await serveShowroom(data);
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => faults.push(dialog.message()));
  const publish = (messages: readonly Record<string, unknown>[]) =>
    publishAll(server, messages.map((message) => ({ group: "machines_oslo", message })));
  await page.goto(`${server.url}/boards/machines?site=oslo`);
  await page.locator("[data-status=connected]").waitFor();
  await publish([
    ...READINGS.map((reading) => ({ type: "reading", ...reading })),
    ...ALARMS.map((alarm) => ({ type: "alarm", ...alarm })),
  ]);
  await page.getByText("yyyyyy").first().waitFor();
  for (let from = 0; from < 10_000; from += 1_000) {
    await publish(
      Array.from({ length: 1_000 }, (_, at) => ({ type: "reading", machine: `m${from + at}`, celsius: at })),
    );
  }
  await page.getByText("8 of 1000 lines").waitFor();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      0,
      `${width} px`,
    );
    await page.reload();
    await page.locator("[data-status=connected]").waitFor();
  }
  assert.deepEqual(faults, []);
});
