import { Api, type TokenSource } from "./api.ts";
import { DashboardFeed } from "./feed_dashboard.ts";
import { EngagementFeed } from "./feed_engagement.ts";
import { type Mint, SchoolFeed } from "./feed_school.ts";
import { TradingFeed } from "./feed_trading.ts";
import { TutoringFeed } from "./feed_tutoring.ts";
import { runLoop } from "./loop.ts";
import { Outages } from "./outages.ts";
import { Random } from "./random.ts";

/** What the demo needs to feed a server. */
export interface DemoOptions {
  /** Where the server listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** An admin's token, or a function that gives one that is still valid. */
  readonly token: TokenSource;
  /** Mints a token for someone who was invited to the demo's school. */
  readonly mint: Mint;
  /** Whose dashboards are fed. */
  readonly people: readonly { readonly userId: number }[];
  /** The same seed gives the same day. Default: another one each time. */
  readonly seed?: number;
  /** What time it is for the demo's people. Default: the real time. */
  readonly now?: () => Date;
}

/**
 * Feeds all boards of the server at `url` until disposed. It is a producer like any other: it uses the HTTP API only.
 * It never fails; what does not work is logged once and tried again.
 */
export function startDemo({ url, token, mint, people, seed, now }: DemoOptions): AsyncDisposable {
  const ending = new AbortController();
  const { signal } = ending;
  const outages = new Outages();
  const api = new Api({ url, token, signal, outages });
  const random = new Random(seed);
  const feeds = [
    new TradingFeed(api, random),
    new DashboardFeed(api, people),
    new EngagementFeed(api, random, now),
    new SchoolFeed(api, random, mint, now),
    new TutoringFeed(api, random, now),
  ];
  const running = feeds.flatMap((feed) => feed.loops()).map((loop) => runLoop(loop, signal, outages));
  const end = async () => {
    ending.abort();
    await Promise.all(running);
  };
  return { [Symbol.asyncDispose]: end };
}
