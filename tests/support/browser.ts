/** A real Chromium for tests of the pages. `CHROMIUM` names the program (default: `/usr/bin/chromium`). */
import { type Browser, chromium, type Page } from "playwright-core";

const EXECUTABLE = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a page wrote to its console so far, and the errors among it, uncaught ones included. */
export interface PageConsole {
  lines: string[];
  errors: string[];
}

/** Starts Chromium; disposing closes it. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

/** Begins to collect what `page` writes to its console. */
export function watchConsole(page: Page): PageConsole {
  const console: PageConsole = { lines: [], errors: [] };
  page.on("console", (message) => {
    console.lines.push(message.text());
    if (message.type() === "error") console.errors.push(message.text());
  });
  page.on("pageerror", (error) => console.errors.push(String(error)));
  return console;
}

/** Registers a test with a browser of its own, and steps if it needs them; ignored on a machine without Chromium. */
export function browserTest(
  name: string,
  run: (browser: Browser, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !isInstalled(),
    async fn(t) {
      await using browser = await openBrowser();
      await run(browser, t);
    },
  });
}

function isInstalled(): boolean {
  try {
    return Deno.statSync(EXECUTABLE).isFile;
  } catch {
    return false;
  }
}
