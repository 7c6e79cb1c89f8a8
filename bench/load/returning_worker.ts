/** A thread with the viewers that are cut and come back. */
/// <reference lib="deno.worker" />
import { microseconds, pause } from "./clock.ts";
import { type ReturningOptions, ReturningViewer } from "./returning_viewer.ts";

/** What the thread is asked for; `{site}` in the path is replaced by a number below `sites`. */
export type ReturningRequest =
  | { readonly open: ReturningOptions & { readonly count: number; readonly sites: number } }
  | "cut"
  | "forget"
  | { readonly expected: Readonly<Record<string, number>> };

/** How the viewers stand; times in microseconds since 1970, the longest time that this thread was busy in ms. */
export interface ReturningReport {
  readonly back: number;
  readonly backAt: readonly number[];
  /** Those that have everything that was expected. */
  readonly complete: number;
  readonly tries: number;
  readonly repeated: number;
  readonly lost: number;
  readonly gaps: number;
  readonly busy: number;
}

/** How many connect at a time at the beginning. */
const AT_ONCE = 100;

const viewers: { readonly viewer: ReturningViewer; readonly site: number }[] = [];
let busy = 0;
watchThread();

self.addEventListener("message", async ({ data }: MessageEvent<ReturningRequest>) => {
  if (data === "cut") { for (const { viewer } of viewers) viewer.cut(); }
  else if (data === "forget") busy = 0;
  else if ("open" in data) await open(data.open);
  self.postMessage(report(typeof data === "object" && "expected" in data ? data.expected : {}));
});

async function open(
  { count, sites, path, ...options }: ReturningOptions & { readonly count: number; readonly sites: number },
): Promise<void> {
  for (let at = 0; at < count; at += AT_ONCE) {
    const added = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, one) => {
      const site = (at + one) % sites;
      return { site, viewer: new ReturningViewer({ ...options, path: path.replace("{site}", `${site}`) }) };
    });
    viewers.push(...added);
    await Promise.all(added.map(({ viewer }) => viewer.begin()));
  }
}

function report(expected: Readonly<Record<string, number>>): ReturningReport {
  const sum = (what: "tries" | "repeated" | "lost" | "gaps") =>
    viewers.reduce((all, { viewer }) => all + viewer[what], 0);
  const backAt = viewers.map(({ viewer }) => viewer.backAt).filter((at) => at !== 0);
  const complete = viewers.filter(({ viewer, site }) =>
    ["all", `site_${site}`].every((group) => viewer.offsetOf(group) === (expected[group] ?? 0))
  );
  return {
    back: backAt.length,
    backAt,
    complete: complete.length,
    tries: sum("tries"),
    repeated: sum("repeated"),
    lost: sum("lost"),
    gaps: sum("gaps"),
    busy,
  };
}

/** If this thread is the one that is busy, the server cannot be blamed for what comes late. */
async function watchThread(): Promise<never> {
  for (;;) {
    const before = microseconds();
    await pause(10);
    busy = Math.max(busy, (microseconds() - before) / 1000 - 10);
  }
}
