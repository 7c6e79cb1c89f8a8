/**
 * A page for tests of what runs in one, made of happy-dom. Only what Deno has not is put in place: its own events, sockets
 * and requests stay. To be imported before anything that looks for a page as it is loaded.
 */
import { Window } from "happy-dom";

const page = new Window({ url: "http://127.0.0.1/" });
// It has timers of its own until it has loaded.
await page.happyDOM.waitUntilComplete();

const MISSING = [
  "document",
  "HTMLElement",
  "HTMLIFrameElement",
  "Element",
  "Node",
  "MutationObserver",
  "requestAnimationFrame",
  "cancelAnimationFrame",
  "getComputedStyle",
] as const;

for (const name of MISSING) {
  if (name in globalThis) throw new Error(`Deno has ${name} itself by now`);
  Object.defineProperty(globalThis, name, { get: () => page[name], configurable: true });
}
Object.defineProperty(globalThis, "window", { value: page, configurable: true });
