/** The page of a declared board: what it shows, and what it says when that is old. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, watchConsole } from "../support/browser.ts";
import { machineItem, publishReading, serveMachines } from "../support/machines.ts";
import { publishAll } from "../support/plant.ts";
import { createDataFolder, openBoards, PASSWORD } from "../support/signed_in.ts";

/** The card of a widget. */
function card(page: Page, title: string) {
  return page.getByRole("region", { name: title, exact: true });
}

async function openOslo(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/boards/machines?site=oslo`);
  await page.locator("[data-status=connected]").waitFor();
}

browserTest("a board's page shows what is published, and says what is missing", async (browser, t) => {
  await using data = await createDataFolder();
  await using server = await serveMachines(data);
  const page = await browser.newPage();
  const { errors } = watchConsole(page);

  await t.step(
    "a board with a parameter asks which one, and is open to whoever has not signed in",
    async () => {
      await page.goto(`${server.url}/boards/machines`);
      await page.getByLabel("site").fill("oslo");
      await page.getByRole("button", { name: "Open" }).click();
      await page.locator("[data-status=connected]").waitFor();
      assert.equal(new URL(page.url()).search, "?site=oslo");
    },
  );

  await t.step("a widget without anything says so, and how to publish it", async () => {
    const one = card(page, "One");
    await one.getByText("No reading with machine m1 has come yet.").waitFor();
    await one.getByText("How to publish one").click();
    await one.getByText(`boardcast publish machines_oslo '{"type":"reading","value":1,"machine":"m1"}'`)
      .waitFor();
  });

  await t.step("values change when a producer publishes, with their change and what they mean", async () => {
    await publishReading(server, "m1", 50);
    await card(page, "One").getByText("50.0", { exact: true }).waitFor();
    await publishReading(server, "m2", 7);
    await publishReading(server, "m1", 1_085.25);
    await card(page, "One").getByText("1\u202f085.3", { exact: true }).waitFor();
    await card(page, "One").getByText("1\u202f035.3").waitFor();
    await card(page, "One").getByText("critical").waitFor();
    await card(page, "Load").getByText("1\u202f085.25", { exact: true }).waitFor();
    assert.equal(await page.getByRole("meter", { name: "Load" }).getAttribute("aria-valuenow"), "1085.25");
  });

  await t.step("a path that matches nothing says so", async () => {
    await card(page, "Wrong").getByText('The last 3 messages have no number at "data.valeu".').waitFor();
  });

  await t.step("the address keeps the window, the pause and the zone", async () => {
    await page.getByRole("button", { name: "5 m", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    assert.equal(new URL(page.url()).search, "?site=oslo&window=5m&paused");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.reload();
    await page.locator("[aria-pressed=true]", { hasText: "5 m" }).waitFor();
  });

  await t.step("an address at which nothing is says so", async () => {
    await page.goto(`${server.url}/boards/nothing`);
    await page.getByRole("heading", { name: 'There is no board "nothing"' }).waitFor();
    await page.goto(`${server.url}/no/such/page`);
    await page.getByRole("heading", { name: "There is nothing at /no/such/page" }).waitFor();
  });
  assert.deepEqual(errors.filter((error) => !error.includes("404")), []);
});

browserTest("a board's page says how old what it shows is, and why", async (browser, t) => {
  await using data = await createDataFolder();
  let server = await serveMachines(data);
  const page = await browser.newPage();
  await openOslo(page, server.url);
  const pulse = card(page, "Pulse");

  await t.step(
    "what promised to come and does not is late, then silent, with the promise in words",
    async () => {
      await page.evaluate(() => {
        const card = [...document.querySelectorAll(".widget")].find((one) =>
          one.textContent?.startsWith("Pulse")
        )!;
        const note = () =>
          document.body.dataset["seen"] = `${document.body.dataset["seen"] ?? ""} ${
            card.getAttribute("data-freshness")
          }`;
        new MutationObserver(note).observe(card, { attributeFilter: ["data-freshness"] });
      });
      await publishAll(server, [machineItem({ type: "pulse", n: 1 })]);
      await page.locator("body[data-seen$=' fresh late silent']").waitFor();
      await pulse.getByText(/no news for \d+ s, promised every 1 s/).waitFor();
      await publishAll(server, [machineItem({ type: "pulse", n: 2 })]);
      await page.locator("[data-freshness=fresh]", { has: page.getByText("Pulse", { exact: true }) })
        .waitFor();
    },
  );

  await t.step("a lost server is named, with a countdown; what was shown stays, and catches up", async () => {
    await publishReading(server, "m1", 40);
    await card(page, "One").getByText("40.0", { exact: true }).waitFor();
    await server.stop("SIGKILL");
    await page.getByText(/This browser lost the server at \d\d:\d\d:\d\d\./).waitFor();
    await page.getByText(/Next try in \d+ s \(attempt \d+\)\./).waitFor();
    await card(page, "One").getByText("this browser lost the server").waitFor();
    assert.ok(await card(page, "One").getByText("40.0", { exact: true }).isVisible());
    await page.locator(".old", { has: card(page, "One") }).waitFor();
    await page.getByRole("button", { name: "Try now" }).click();
    server = await serveMachines(data, server.port);
    await publishReading(server, "m1", 41);
    await card(page, "One").getByText("41.0", { exact: true }).waitFor();
    await page.locator("#lost-banner").waitFor({ state: "detached" });
    await page.locator(".old").waitFor({ state: "detached" });
  });
  await server[Symbol.asyncDispose]();
});

browserTest("a board's page has one sign in again on the spot, and goes on", async (browser, t) => {
  await using data = await createDataFolder();
  await using server = await serveMachines(data);
  const page = await browser.newPage({ viewport: { width: 390, height: 780 } });
  const { errors } = watchConsole(page);
  await openBoards(page, server.url);
  await openOslo(page, server.url);
  await publishReading(server, "m1", 30);
  await card(page, "One").getByText("30.0", { exact: true }).waitFor();

  await t.step("on a phone nothing sticks out", async () => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${over} px too wide`);
  });

  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await t.step("an ended session is told at once, and the screen kept", async () => {
    const [session] = (await page.context().cookies()).filter(({ name }) => name === "boardcast_session");
    const response = await fetch(`${server.url}/auth/logout/`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: `boardcast_session=${session!.value}` },
    });
    await response.body?.cancel();
    await dialog.waitFor();
    assert.ok(await page.getByText("30.0", { exact: true }).isVisible());
    assert.equal(await dialog.getByLabel("Username").inputValue(), "ann");
  });
  assert.deepEqual(errors, []);

  await t.step("a wrong password is told, and the right one leads on without a reload", async () => {
    await dialog.getByLabel("Password").fill("not ann's");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByRole("alert").waitFor();
    await page.evaluate(() => document.title = "the same page");
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.locator("[data-status=connected]").waitFor();
    await publishReading(server, "m1", 31);
    await card(page, "One").getByText("31.0", { exact: true }).waitFor();
    assert.equal(await page.title(), "the same page");
    assert.deepEqual(errors, []);
  });
});

browserTest("two viewers see what each may open", async (browser) => {
  await using data = await createDataFolder();
  await using server = await serveMachines(data);
  const [ann, nobody] = [await browser.newPage(), await (await browser.newContext()).newPage()];
  await openBoards(ann, server.url);
  await ann.getByRole("navigation").getByRole("link", { name: "Vault" }).waitFor();
  await ann.goto(`${server.url}/boards/vault`);
  await ann.getByRole("heading", { name: "Vault", level: 1 }).waitFor();
  await openOslo(nobody, server.url);
  assert.equal(await nobody.getByRole("navigation").getByRole("link", { name: "Vault" }).count(), 0);
  assert.equal(await nobody.getByRole("navigation").getByRole("link", { name: "Operations" }).count(), 0);
  await nobody.goto(`${server.url}/boards/vault`);
  await nobody.getByRole("heading", { name: 'There is no board "vault" that you may watch' }).waitFor();
  await nobody.getByRole("link", { name: "Sign in" }).click();
  assert.equal(new URL(nobody.url()).searchParams.get("next"), "/boards/vault");
});
