import assert from "node:assert/strict";
import { browserTest, watchConsole } from "../support/browser.ts";
import { createDataFolder, fillLogin, openBoards } from "../support/signed_in.ts";

browserTest("login page stands before the overview", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  const { errors } = watchConsole(page);
  await page.goto(server.url);
  assert.equal(new URL(page.url()).pathname, "/login/");
  assert.equal(await page.getByRole("alert").isVisible(), false);
  await fillLogin(page);
  await page.getByRole("heading", { name: "Boards", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.getByRole("button", { name: "Account of ann" }).waitFor();
  assert.deepEqual(errors, []);
});

browserTest("login page says that the password is wrong, and lets try again", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await page.goto(`${server.url}/auth/login/`);
  await fillLogin(page, "not ann's password");
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /password/);
  assert.equal(await page.getByLabel("Username").inputValue(), "ann");
  await fillLogin(page);
  await page.getByRole("heading", { name: "Boards", level: 1 }).waitFor();
});

browserTest("login page leads on to the page that was asked for", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await page.goto(`${server.url}/login/?next=${encodeURIComponent("/test_websocket.html")}`);
  await fillLogin(page);
  await page.getByRole("heading", { name: "Connection test" }).waitFor();
});

browserTest("login page does not lead on to another site", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await page.goto(`${server.url}/login/?next=${encodeURIComponent("//localhost:9/")}`);
  await fillLogin(page);
  await page.getByRole("heading", { name: "Boards", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).origin, server.url);
});

browserTest("the account menu signs out", async (browser) => {
  await using data = await createDataFolder();
  await using server = await data.serve();
  const page = await browser.newPage();
  await openBoards(page, server.url);
  await page.getByRole("button", { name: "Account of ann" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await page.goto(server.url);
  assert.equal(new URL(page.url()).pathname, "/login/");
});
