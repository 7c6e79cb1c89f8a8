/** A server that is there and says nothing: the most dangerous way of being lost. */
import { browserTest } from "../support/browser.ts";
import { serveMachines } from "../support/machines.ts";
import { createDataFolder } from "../support/signed_in.ts";

browserTest("a page notices a server that is frozen, and is live again when it goes on", async (browser) => {
  await using data = await createDataFolder();
  await using server = await serveMachines(data);
  const page = await browser.newPage();
  await page.goto(`${server.url}/boards/machines?site=oslo`);
  await page.locator("[data-status=connected]").waitFor();
  Deno.kill(server.pid, "SIGSTOP");
  try {
    await page.getByText("This browser lost the server").first().waitFor({ timeout: 20_000 });
  } finally {
    Deno.kill(server.pid, "SIGCONT");
  }
  await page.locator("[data-status=connected]").waitFor();
});
