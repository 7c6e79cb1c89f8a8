/** What a Django application sends with `group_send()`, on a page in a browser. */
import assert from "node:assert/strict";
import { openBrowser, watchConsole } from "../support/browser.ts";
import { clientContext, follow, openClientPage, told } from "../support/client_page.ts";
import { djangoTest } from "../support/django.ts";
import { following, startWorld } from "../support/django_world.ts";

djangoTest("a page shows what group_send() sent, and what it may have missed", async () => {
  await using world = await startWorld();
  await following(world);
  const { server, django, redis } = world;
  await using browser = await openBrowser();
  const context = await clientContext(browser, server.url);
  const page = await openClientPage(context, server.url);
  const { errors } = watchConsole(page);
  await django.send("default", "plant-oslo", { type: "reading", n: 1 });
  await follow(page, "/ws/machines/oslo/");
  await page.evaluate(() => {
    const list = document.body.appendChild(document.createElement("ol"));
    const add = (text: string) => list.appendChild(document.createElement("li")).textContent = text;
    globalThis.window.client.on("reading", (message) => add(`reading ${message["n"]}`));
    globalThis.window.client.on("$gap", ({ group, cause }) => add(`gap ${group} ${cause}`));
  });
  assert.deepEqual(await told(page, 1), [1]);
  await django.send("default", "plant-oslo", { type: "machine.reading", n: 2 });
  await page.getByText("reading 2").waitFor();
  await redis.stop();
  await redis.start({ empty: true });
  // Each layer may have had something for it.
  await page.getByText("gap machines_oslo backend").first().waitFor();
  assert.deepEqual(errors, []);
});
