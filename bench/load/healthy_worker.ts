/** A thread with the viewers that read as fast as they can: it tells only how long publications took to reach them. */
/// <reference lib="deno.worker" />
import { microseconds } from "./clock.ts";
import { Latencies } from "./latencies.ts";
import { openRawViewer, PONG, type RawViewerOptions } from "./raw_viewer.ts";
import { Stamps } from "./stamps.ts";

/** What the thread is asked for. */
export type HealthyRequest =
  | { readonly open: RawViewerOptions & { readonly count: number } }
  | "clear"
  | "report";

const BUFFER = 131_072;
const PONG_EVERY = 10_000;

const latencies = new Latencies();
let ended = 0;

self.addEventListener("message", async ({ data }: MessageEvent<HealthyRequest>) => {
  if (data === "clear") latencies.clear();
  else if (data !== "report") await open(data.open);
  self.postMessage({ ...latencies.summary, ended });
});

async function open({ count, ...options }: RawViewerOptions & { readonly count: number }): Promise<void> {
  for (let at = 0; at < count; at++) {
    const { conn } = await openRawViewer(options);
    follow(conn).finally(() => ended++);
    setInterval(() => conn.write(PONG).catch(() => {}), PONG_EVERY);
  }
}

async function follow(conn: Deno.TcpConn): Promise<void> {
  let now = 0;
  const stamps = new Stamps(BUFFER, (sentAt) => latencies.note((now - sentAt) / 1000));
  for (;;) {
    const count = await conn.read(stamps.room);
    if (count === null) return;
    now = microseconds();
    stamps.take(count);
  }
}
