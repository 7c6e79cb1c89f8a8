/** Pages in Chromium that have the client library, on the address of a server under test. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { BoardClient } from "../../src/client/mod.ts";

declare global {
  /** What a page under test has of the library, and of the test. */
  interface Window {
    BoardClient: typeof BoardClient;
    client: BoardClient;
    told: unknown[];
  }
}

const ROOT = new URL("../../", import.meta.url).pathname;
let script: Promise<string> | undefined;

/** The library as browsers get it. */
export function bundledClient(): Promise<string> {
  return script ??= bundle();
}

async function bundle(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform=browser", "--minify", "src/client/mod.ts"],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** A context whose pages may load the library from `url`: its tabs share what tabs share. */
export async function clientContext(browser: Browser, url: string): Promise<BrowserContext> {
  const body = await bundledClient();
  // So that a page may connect to a proxy before the server, too.
  const context = await browser.newContext({ bypassCSP: true });
  await context.route(
    `${url}/client-under-test.js`,
    (route) => route.fulfill({ contentType: "text/javascript", body }),
  );
  return context;
}

/** Opens a tab that has `BoardClient`. */
export async function openClientPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  // A page of the server itself: Chromium lets none that a test makes up connect to 127.0.0.1.
  await page.goto(`${url}/test_websocket.html`);
  await loadClient(page);
  return page;
}

/** Loads `BoardClient` into a page of the server. */
export async function loadClient(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { BoardClient } = await import("/client-under-test.js" as string);
    Object.assign(globalThis, { BoardClient, told: [] });
  });
}

/** Connects a client in `page` that writes down the `n` of each message, and waits until its status is `name`. */
export async function follow(
  page: Page,
  path: string,
  { name = "live", ...options }: Record<string, unknown> & { name?: string } = {},
): Promise<void> {
  await page.evaluate(([path, options]) => {
    globalThis.window.client = new globalThis.window.BoardClient(path, options);
    globalThis.window.client.on(
      "*",
      (message) => void globalThis.window.told.push(message["n"] ?? message["data"]),
    );
    globalThis.window.client.connect();
  }, [path, options] as const);
  await untilStatus(page, name);
}

/** Waits until the client in `page` is `name`. */
export async function untilStatus(page: Page, name: string): Promise<void> {
  await page.waitForFunction((name) => globalThis.window.client.status.name === name, name, {
    timeout: 10_000,
  });
}

/** Waits until the client in `page` was told so much, and gives it. */
export async function told(page: Page, count: number): Promise<unknown[]> {
  await page.waitForFunction((count) => globalThis.window.told.length >= count, count, { timeout: 10_000 });
  return await page.evaluate(() => globalThis.window.told);
}

/** Makes `page` believe that nobody, or somebody, looks at it. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden ? "hidden" : "visible");
}
