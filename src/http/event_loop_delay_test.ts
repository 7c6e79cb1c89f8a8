import assert from "node:assert/strict";
import { EventLoopDelay } from "./event_loop_delay.ts";

const BLOCKED = 300;

/** Keeps the event loop from going on for `ms`. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Waits until `items` has one more; the watch itself keeps nothing waiting. */
async function nextOf(items: readonly unknown[]): Promise<void> {
  const { length } = items;
  while (items.length === length) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("EventLoopDelay sees how long the event loop was blocked", async () => {
  const delays: number[] = [];
  using _delay = new EventLoopDelay((ms) => delays.push(ms));
  await nextOf(delays);
  block(BLOCKED);
  await nextOf(delays);
  assert.ok(delays.every((ms) => ms >= 0));
  assert.ok(Math.max(...delays) > BLOCKED * 0.9, delays.join(", "));
});

Deno.test("EventLoopDelay keeps no process alive", async () => {
  const source = new URL("./event_loop_delay.ts", import.meta.url).href;
  const script = `import { EventLoopDelay } from "${source}"; new EventLoopDelay(() => {});`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", script],
    signal: AbortSignal.timeout(20_000),
  });
  assert.equal((await child.output()).code, 0);
});
