import assert from "node:assert/strict";
import { browserTest, watchConsole } from "../support/browser.ts";
import { createDataFolder, openBoards, PASSWORD } from "../support/signed_in.ts";

browserTest("the overview says that the server is lost, and reconnects within 5 tries", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  const { lines } = watchConsole(page);
  await openBoards(page, server.url);
  await server.stop("SIGTERM");
  await page.getByText("This browser lost the server").waitFor();
  await page.locator("#ws-status-indicator.ws-disconnected").waitFor();
  await page.getByText(/Next try in \d+ s \(1 of 5\)/).waitFor();
  await using _again = await data.serve({ port: server.port });
  await page.locator("#ws-status-indicator.ws-connected").waitFor();
  await page.locator("#lost-banner").waitFor({ state: "hidden" });
  const opened = lines.filter((line) => line === "✓ WebSocket connected");
  assert.equal(opened.length, 2, "signed in by the same session as before");
});

browserTest("the overview gives up after 5 tries, and tries again when asked to", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await page.clock.install();
  const { lines } = watchConsole(page);
  await openBoards(page, server.url);
  await server.stop("SIGTERM");
  for (const [index, seconds] of [3, 6, 12, 24, 48].entries()) {
    await page.getByText(`Next try in ${seconds} s (${index + 1} of 5)`).waitFor();
    await page.clock.runFor(seconds * 1_000);
  }
  await page.getByText("Gave up after 5 tries").waitFor();
  assert.ok(lines.some((line) => line.startsWith("Max reconnection attempts reached")), lines.join("\n"));
  await using _again = await data.serve({ port: server.port });
  await page.getByRole("button", { name: "Try now" }).click();
  await page.locator("#ws-status-indicator.ws-connected").waitFor();
});

browserTest("the overview has one sign in again on the spot when its session has ended", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await openBoards(page, server.url);
  await page.context().clearCookies();
  await server.stop("SIGTERM");
  await using _again = await data.serve({ port: server.port });
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.locator("#ws-status-indicator.ws-connected").waitFor();
});
