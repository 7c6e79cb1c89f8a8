/** Charts on the page of a declared board: what they draw, and what can be done with them. */
import assert from "node:assert/strict";
import { browserTest } from "../support/browser.ts";
import {
  aMinute,
  card,
  columnsOf,
  CONFIGURATION,
  plot,
  pointAt,
  publish,
  readout,
  says,
  TEAL,
} from "../support/chart_page.ts";
import { ConfigFolder } from "../support/configured.ts";
import { eventually } from "../support/expect.ts";

browserTest("charts show what was and what comes, each at its time", async (browser, t) => {
  await using folder = await ConfigFolder.with(CONFIGURATION);
  let server = await folder.serve({ data: folder.data });
  const { port } = server;
  await using _server = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  await publish(server, "reading", aMinute());
  await publish(server, "load", aMinute().map(({ at }) => ({ percent: 40, at })));
  await publish(server, "odd", [{ data: { x: "high" } }]);
  await publish(server, "many", Array.from({ length: 40 }, (_, k) => ({ k: `k${k}`, v: k, at: 0 })));
  const page = await browser.newPage({ viewport: { width: 1280, height: 1400 }, colorScheme: "light" });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${server.url}/boards/plant`);

  await t.step("what the record has is there on opening, at the times of the messages", async () => {
    await says(
      page,
      "Ovens",
      /m2: 59\.8\u202f°C, between 54\.0\u202f°C and 59\.8\u202f°C\. m10: 20\.5\u202f°C/,
    );
    const legend = card(page, "Ovens").getByRole("group", { name: "Lines" }).getByRole("button");
    assert.deepEqual(await legend.allInnerTexts(), ["m2", "m10"]);
    const columns = await columnsOf(page, "Ovens", TEAL.light);
    assert.ok(columns[0]! > 0.4 && columns[0]! < 0.6, `a minute of two begins at ${columns[0]}`);
  });

  await t.step("a path that matches nothing is told, and a chart without anything says so", async () => {
    await card(page, "Odd").getByText('"data.x" of "odd" is not a number: "high"').waitFor();
    await card(page, "Rare").getByText("No rare has come yet.").waitFor();
    await publish(server, "rare", [{ x: 1 }]);
    await plot(page, "Rare").waitFor();
  });

  await t.step("what is published is drawn", async () => {
    await publish(server, "reading", [{ machine: "m2", celsius: 77.5 }]);
    await says(page, "Ovens", /m2: 77\.5/);
  });

  await t.step("the crosshair and its time are shared by all charts", async () => {
    await pointAt(page, "Ovens", 0.8);
    await card(page, "Load").locator(".chart-readout").waitFor();
    await eventually(
      async () =>
        [await readout(page, "Ovens"), await readout(page, "Load")].map((text) => text.split("\n")[0]),
      ([ovens, load]) => ovens === load && /^\d\d:\d\d:\d\d\.\d$/.test(ovens!),
    );
    assert.match(await readout(page, "Ovens"), /m10\s+20\.5/);
    assert.match(await readout(page, "Load"), /40/);
    await page.mouse.move(2, 2);
    await card(page, "Load").locator(".chart-readout").waitFor({ state: "hidden" });
  });

  await t.step(
    "a chart that one points at stands still, tells what waits, and goes on when asked",
    async () => {
      await pointAt(page, "Ovens", 0.9);
      const resume = card(page, "Ovens").getByRole("button", { name: "resume" });
      await resume.waitFor();
      await publish(server, "reading", [1, 2, 3].map((n) => ({ machine: "m2", celsius: 80 + n })));
      await card(page, "Ovens").getByText("paused, 3 waiting – resume").waitFor();
      await resume.click();
      await resume.waitFor({ state: "detached" });
      await says(page, "Ovens", /m2: 83\.0/);
      await page.mouse.move(2, 2);
    },
  );

  await t.step("it also does by keyboard, and tells what is at the crosshair", async () => {
    await plot(page, "Ovens").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await card(page, "Load").getByRole("button", { name: "resume" }).waitFor();
    const voice = card(page, "Ovens").locator("[aria-live]");
    await eventually(() => voice.innerText(), (text) => /m2 \d+\.\d, m10 20\.5/.test(text));
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "resume" }).first().waitFor({ state: "detached" });
  });

  await t.step("the page's pause holds all charts", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await card(page, "Load").getByText("paused, 0 waiting – resume").click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    assert.equal(new URL(page.url()).search, "");
  });

  await t.step("on a wall they go on under a forgotten mouse", async () => {
    await page.getByRole("button", { name: "Wall" }).click();
    await pointAt(page, "Ovens", 0.9);
    await card(page, "Ovens").locator(".chart-readout").waitFor();
    assert.equal(await page.getByRole("button", { name: "resume" }).count(), 0);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Wall" }).waitFor();
    await page.mouse.move(2, 2);
  });

  await t.step("a drag zooms all charts, and there are three ways back", async () => {
    for (const back of ["double click", "Escape", "button"]) {
      await pointAt(page, "Ovens", 0.6);
      await page.mouse.down();
      await pointAt(page, "Ovens", 0.9);
      await page.mouse.up();
      await card(page, "Load").getByRole("button", { name: "back" }).waitFor();
      const [from, until] = new URL(page.url()).searchParams.get("zoom")!.split("-").map(Number);
      assert.ok(Math.abs(until! - from! - 36_000) < 3_000, `${until! - from!} ms of 120,000`);
      if (back === "double click") await plot(page, "Ovens").locator(".u-over").dblclick();
      else if (back === "Escape") await page.keyboard.press("Escape");
      else await card(page, "Load").getByRole("button", { name: "back" }).click();
      await card(page, "Load").getByRole("button", { name: "back" }).waitFor({ state: "detached" });
    }
    await page.mouse.move(2, 2);
  });

  await t.step("a line can be switched off, and of many others can be chosen", async () => {
    await card(page, "Ovens").getByRole("button", { name: "m10" }).click();
    await eventually(
      async () => await plot(page, "Ovens").getAttribute("aria-label"),
      (text) => !text!.includes("m10"),
    );
    await card(page, "Ovens").getByRole("button", { name: "m10" }).click();
    await card(page, "Many").getByRole("button", { name: "8 of 40 lines" }).click();
    await page.getByRole("searchbox", { name: "Search lines" }).fill("k39");
    await page.getByRole("checkbox", { name: "k39" }).check();
    await card(page, "Many").getByRole("button", { name: "9 of 40 lines" }).waitFor();
    await page.keyboard.press("Escape");
    assert.ok(new URL(page.url()).searchParams.get("lines Many")?.includes("k39"));
  });

  await t.step("another theme draws it in other colours", async () => {
    assert.deepEqual(await columnsOf(page, "Ovens", TEAL.dark), []);
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(() => columnsOf(page, "Ovens", TEAL.dark), (columns) => columns.length > 50);
    assert.deepEqual(await columnsOf(page, "Ovens", TEAL.light), []);
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(() => columnsOf(page, "Ovens", TEAL.light), (columns) => columns.length > 50);
  });

  await t.step("a chart is saved as PNG", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    const downloaded = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Ovens" }).click();
    const download = await downloaded;
    assert.match(download.suggestedFilename(), /^plant-ovens-.*\.png$/);
    const png = await Deno.readFile(await download.path());
    assert.deepEqual([...png.slice(1, 4)].map((code) => String.fromCharCode(code)).join(""), "PNG");
    const box = (await plot(page, "Ovens").boundingBox())!;
    const [width, height] = [16, 20].map((at) => new DataView(png.buffer).getUint32(at));
    assert.ok(width! > box.width && height! > box.height, `${width} x ${height}`);
  });

  await t.step("while the server is gone, and afterwards, there is a gap that no line crosses", async () => {
    await server.stop("SIGKILL");
    await page.getByText(/([3-9]|\d\d) s ago/).waitFor();
    await says(page, "Ovens", /missing: \d+ s/);
    server = await folder.serve({ data: folder.data, port });
    await page.locator("[data-status=connected]").waitFor();
    await publish(server, "reading", [{ machine: "m2", celsius: 70 }, { machine: "m10", celsius: 20 }]);
    await says(page, "Ovens", /m2: 70\.0.*missing: \d+ s$/);
    const columns = await columnsOf(page, "Ovens", TEAL.light);
    const widest = Math.max(...columns.slice(1).map((column, at) => column - columns[at]!));
    assert.ok(widest > 0.015, `the line is interrupted for ${widest} of the width`);
  });
  assert.deepEqual(errors, []);
});

browserTest("a chart asks the history for the times of messages that bear none", async (browser) => {
  await using folder = await ConfigFolder.with(CONFIGURATION);
  await using server = await folder.serve();
  await publish(server, "load", [{ percent: 10, timestamp: "in the morning" }]);
  await publish(server, "load", [{ percent: 90, timestamp: "at noon" }]);
  const page = await browser.newPage({ colorScheme: "light" });
  const asked = page.waitForResponse((response) =>
    response.url().includes("/api/v1/groups/plant/history?event=load")
  );
  await page.goto(`${server.url}/boards/plant`);
  assert.equal((await asked).status(), 200);
  await says(page, "Load", /percent: 90, between 10 and 90/);
});
