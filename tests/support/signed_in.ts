import type { Page } from "playwright-core";
import { runBoardcast, type RunningBoardcast, startBoardcast, type StartOptions } from "./boardcast.ts";

/** The password of the user `ann`. */
export const PASSWORD = "a password of ann's own";

/** A data folder in which `ann`, an admin, has an account. Disposing removes it. */
export interface DataFolder extends AsyncDisposable {
  path: string;
  serve(options?: StartOptions): Promise<RunningBoardcast>;
}

/** Makes a {@link DataFolder} by the command line, as an operator would. */
export async function createDataFolder(): Promise<DataFolder> {
  const path = await Deno.makeTempDir({ prefix: "boardcast-pages-" });
  const args = ["user", "add", "ann", "--role", "admin", "--password-stdin", "--data", path];
  const { code, stderr } = await runBoardcast(args, { input: PASSWORD });
  if (code !== 0) throw new Error(`user add ended with ${code}: ${stderr}`);
  return {
    path,
    serve: (options = {}) => startBoardcast({ ...options, data: path }),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Signs `ann` in on the login page that `page` is at, and presses the button. */
export async function fillLogin(page: Page, password: string = PASSWORD): Promise<void> {
  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Opens the overview as `ann` and waits until it is connected. */
export async function openBoards(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await fillLogin(page);
  await page.locator("#ws-status-indicator.ws-connected").waitFor();
}
