import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { addUser, PASSWORD as BOBS } from "../support/accounts.ts";
import { mintToken } from "../support/boardcast.ts";
import { seriousViolations } from "../support/axe.ts";
import { browserTest, watchConsole } from "../support/browser.ts";
import { ConfigFolder } from "../support/configured.ts";
import { expectStatus } from "../support/http_client.ts";
import { publishAll } from "../support/plant.ts";
import { openUnread } from "../support/unread_socket.ts";
import { createDataFolder, fillLogin } from "../support/signed_in.ts";

const HALL = `
boards:
  hall:
    path: /ws/hall/
    access: {open: true}
    groups: [hall]
    events:
      note: {keep: 10, schema: {type: object, required: [text], properties: {text: {type: string}}}}
      bulk: {keep: 10000}
    view: [{widget: feed, events: [note], text: text}]
`;

browserTest("operations page shows how the server is doing, and acts on it", async (browser, t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "bob", "--role", "viewer");
  await using folder = await ConfigFolder.with(HALL);
  await using server = await folder.serve({ data: data.path });
  const page = await browser.newPage();
  const { errors } = watchConsole(page);
  const bobs = await (await browser.newContext()).newPage();

  await t.step("nobody and a viewer are told whom it is for", async () => {
    await bobs.goto(`${server.url}/operations`);
    await bobs.getByText("Operations are for admins: sign in").waitFor();
    await bobs.goto(`${server.url}/login/?next=/boards/hall`);
    await bobs.getByLabel("Username").fill("bob");
    await bobs.getByLabel("Password").fill(BOBS);
    await bobs.getByRole("button", { name: "Sign in" }).click();
    await bobs.waitForURL(/hall/);
    await bobs.goto(`${server.url}/operations`);
    await bobs.getByText("so they are for admins. bob is none").waitFor();
    await bobs.goto(`${server.url}/boards/hall`);
    await bobs.locator("[data-status=connected]").waitFor();
  });

  await t.step("a refused login is listed", async () => {
    await page.goto(`${server.url}/login/?next=/operations`);
    await fillLogin(page, "not her password");
    await page.getByText("The user name or the password is wrong").waitFor();
    errors.length = 0;
    await fillLogin(page);
    const refused = page.getByRole("region", { name: "Refused lately" });
    await refused.getByText("401 POST /login/").waitFor();
    assert.doesNotMatch(await refused.innerText(), /her password/);
  });

  await t.step("a test message is checked, and reaches a page that watches", async () => {
    await page.getByRole("button", { name: "Publish a test message" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Group").fill("hall");
    await dialog.getByLabel("Message").fill('{"type": "note"}');
    await dialog.getByRole("button", { name: "Publish" }).click();
    await dialog.getByText(/✕ The message does not fit/).waitFor();
    errors.length = 0;
    await dialog.getByLabel("Message").fill('{"type": "note", "text": "from operations"}');
    await dialog.getByRole("button", { name: "Publish" }).click();
    await dialog.getByText(/Published to hall: epoch \w+, offset 1/).waitFor();
    await bobs.getByText("from operations").first().waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  await t.step("a peer that does not read is listed and explained", async () => {
    using _slow = await openUnread(server, "/ws/hall/");
    const token = await mintToken({ sub: "root", roles: ["admin"] });
    const text = "x".repeat(60_000);
    for (let isStuck = false; !isStuck;) {
      const bulk = { group: "hall", message: { type: "bulk", text } };
      await publishAll(server, Array.from({ length: 10 }, () => bulk));
      const { body } = await expectStatus(200, server, "GET", "/api/v1/operations/peers", { token });
      isStuck = body.peers.some((peer: { remote: string; waiting: number; behind: number }) =>
        peer.remote === "program" && peer.waiting > 131_072 && peer.behind > 0
      );
    }
    const row = page.getByRole("region", { name: "Slowest peers" }).getByRole("row", { name: /program/ });
    await row.getByRole("button", { name: "Explain" }).click();
    await page.getByRole("dialog").getByText(/KiB wait in its socket/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  await t.step("ending a session closes its connections, and its page asks to sign in", async () => {
    await page.getByRole("button", { name: "End the session of bob" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await page.getByRole("button", { name: "End the session of bob" }).waitFor({ state: "detached" });
    await bobs.getByRole("button", { name: "Sign in" }).first().waitFor();
  });

  await t.step("sessions are shown page by page", async () => {
    const form = { username: "bob", password: BOBS };
    for (let n = 0; n < 12; n++) await expectStatus(303, server, "POST", "/login/", { form });
    const sessions = page.getByRole("region", { name: "Sessions" });
    const [next, before] = ["Next", "Before"].map((name) => sessions.getByRole("button", { name })) as [
      Locator,
      Locator,
    ];
    await next.click();
    await next.and(page.locator(":disabled")).waitFor();
    assert.equal(await sessions.getByRole("rowheader").count(), 1);
    await before.click();
    await before.and(page.locator(":disabled")).waitFor();
    assert.equal(await sessions.getByRole("rowheader").count(), 12);
  });

  await t.step("nothing serious is found by axe-core, and nothing is in the console", async () => {
    assert.deepEqual(await seriousViolations(page), []);
    assert.deepEqual(errors, []);
  });
});
