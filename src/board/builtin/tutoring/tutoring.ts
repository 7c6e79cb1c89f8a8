import { z } from "zod";
import type { Records } from "../../../backend/backend.ts";
import type { Message } from "../../../protocol/message.ts";
import { allowOpen, EXPLICIT } from "../../access.ts";
import type { Board, EventDeclaration, Publish, Viewer } from "../../board.ts";
import { anyMessageSchema, timestamp } from "../../frame.ts";
import { groupPattern } from "../../group_pattern.ts";
import { runEvery } from "../../run_every.ts";
import { analyticsOf, TUTORING_GROUP, type TutorMetrics } from "./tutoring_analytics.ts";
import { tutoringRoutes } from "./tutoring_routes.ts";
import { TUTORING_VIEW } from "./tutoring_view.ts";

/** Changed analytics are sent at most this often: once a second. */
const ANALYTICS_INTERVAL = 1_000;

/** Tutors' metrics, alerts and interventions, and the analytics that follow from them. */
export function tutoringBoard({ records, open }: { records: Records; open: boolean }): Board {
  const live = new LiveAnalytics(records);
  return {
    name: "tutoring",
    title: "Tutoring",
    endpoints: [{
      path: "/ws/dashboard",
      credentials: EXPLICIT,
      authorize: (identity) => allowOpen(open, identity, TUTORING_GROUP),
      greet: async () => frame("analytics_update", await live.current()),
      receive,
    }],
    groups: [{ pattern: groupPattern(TUTORING_GROUP), maySee: (identity) => open || identity !== null }],
    events: {
      metrics_update: event({ key: ["data.tutor_id", "data.window"], count: 1 }),
      alert: event({ key: ["data.id"], count: 1 }),
      intervention: event({ key: ["data.id"], count: 1 }),
      analytics_update: event({ key: ["type"], count: 300 }),
      "*": event({ count: 100 }),
    },
    view: TUTORING_VIEW,
    paths: (identity) => Promise.resolve(open || identity !== null ? ["/ws/dashboard"] : []),
    routes: (publish) => tutoringRoutes({ records, open, analytics: () => live.current() }, publish),
    run: (publish) => live.run(publish),
  };
}

/** A bare `ping` is the only command. */
function receive(viewer: Viewer, data: string | Uint8Array): void {
  if (data === "ping") viewer.send(frame("analytics_update", { pong: true }));
}

function frame(type: string, data: unknown): Message {
  return { type, data, timestamp: new Date().toISOString() };
}

function event(rule: EventDeclaration["rule"]): EventDeclaration {
  return {
    rule,
    schema: anyMessageSchema([], { data: z.unknown(), timestamp }),
    frame: ({ type, data, timestamp }, { now }) => ({ type, data, timestamp: timestamp ?? now }),
  };
}

/** The analytics of now, computed again only when something was published. */
class LiveAnalytics {
  readonly #records: Records;
  #offset = -1;
  #analytics = analyticsOf([]);
  /** The analytics that viewers know, as text: before anything is published, zeros. */
  #sent = JSON.stringify(this.#analytics);

  constructor(records: Records) {
    this.#records = records;
  }

  current(): Promise<ReturnType<typeof analyticsOf>> {
    return this.#records.read(TUTORING_GROUP, (record) => {
      if (record.position.offset === this.#offset) return this.#analytics;
      this.#offset = record.position.offset;
      const metrics = record.of("metrics_update").map(({ text }) => JSON.parse(text).data as TutorMetrics);
      return this.#analytics = analyticsOf(metrics);
    });
  }

  run(publish: Publish): Disposable {
    return runEvery(ANALYTICS_INTERVAL, "publish the analytics", () => this.#send(publish));
  }

  async #send(publish: Publish): Promise<void> {
    const analytics = await this.current();
    const text = JSON.stringify(analytics);
    if (text === this.#sent) return;
    const isKept = await publish({ group: TUTORING_GROUP, message: frame("analytics_update", analytics) });
    if (isKept) this.#sent = text;
  }
}
