import type { BridgeStatus } from "../backend/django/django_bridge.ts";
import { Durations } from "../group/durations.ts";
import { EventLoopDelay } from "./event_loop_delay.ts";
import { type Family, Histogram, textOf } from "./exposition.ts";

/** How many connections of one dialect one board has. */
export interface ConnectionCount {
  readonly board: string;
  readonly dialect: string;
  readonly count: number;
}

/** What the parts of the server count, read when somebody asks for the metrics. Totals are since the start. */
export interface MetricsSource {
  readonly connections: readonly ConnectionCount[];
  /** Connections that are lagging. */
  readonly lagging: number;
  /** Sockets that we have closed and that their peers have not let go of. */
  readonly stuck: number;
  /** Connections that ended, by close code; "peer" for those that their peers ended. */
  readonly closes: ReadonlyMap<string, number>;
  /** Connections that were refused, by the close code that says why. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Groups that have members here. */
  readonly groups: number;
  /** Members of all groups: a connection counts once in each group it is in. */
  readonly members: number;
  /** Publications that were accepted, transient ones included. */
  readonly publications: number;
  /** Publications handed to members, each counted once for each of them. */
  readonly deliveries: number;
  /** Transient publications that lagging members missed, counted for each of them. */
  readonly dropped: number;
  /** Requests to publish that were refused because a group or a message did not fit. */
  readonly publishesRefused: number;
  /** How the bridge to each layer of Django is doing. */
  readonly django: readonly BridgeStatus[];
  /** Messages of Django's that were not published, by what was wrong with them. */
  readonly djangoMisfits: ReadonlyMap<string, number>;
  /** Times that a record was read from the database. */
  readonly recordReads: number;
}

/** Delays in seconds that are told apart; none should be over 0.2. */
const DELAYS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Our own metrics in the text format of Prometheus; see docs/metrics.md. */
export class Metrics implements Disposable {
  readonly #source: MetricsSource;
  readonly #delays = new Histogram(DELAYS);
  readonly #delay: EventLoopDelay;

  /** `loopDelays` is told as well how late the event loop came to a timer. */
  constructor(source: MetricsSource, loopDelays: Durations = new Durations()) {
    this.#source = source;
    this.#delay = new EventLoopDelay((ms) => {
      this.#delays.observe(ms / 1000);
      loopDelays.note(ms);
    });
  }

  /** All metrics as they are now. */
  get text(): string {
    const source = this.#source;
    return textOf([
      ...connectionsOf(source),
      ...publicationsOf(source),
      ...djangoOf(source),
      ...this.#process(),
    ]);
  }

  [Symbol.dispose](): void {
    this.#delay[Symbol.dispose]();
  }

  #process(): Family[] {
    return [
      one("resident_memory_bytes", "gauge", "Resident memory.", Deno.memoryUsage().rss),
      {
        name: "boardcast_event_loop_delay_seconds",
        type: "histogram",
        help: "How late the event loop came to a timer.",
        samples: this.#delays.samples,
      },
    ];
  }
}

function connectionsOf(source: MetricsSource): Family[] {
  const counts = source.connections.map(({ board, dialect, count }) => ({
    labels: { board, dialect },
    value: count,
  }));
  return [
    family("connections", "gauge", "Connections by board and dialect.", counts),
    one("lagging_connections", "gauge", "Connections that are lagging.", source.lagging),
    one("stuck_sockets", "gauge", "Closed sockets that the peer has not let go of.", source.stuck),
    family("connections_closed_total", "counter", "Connections that ended.", byCode(source.closes)),
    family("upgrades_refused_total", "counter", "Connections refused.", byCode(source.refusals)),
  ];
}

function publicationsOf(source: MetricsSource): Family[] {
  return [
    one("open_groups", "gauge", "Groups that have members here.", source.groups),
    one("members", "gauge", "Members of all groups.", source.members),
    one("publications_total", "counter", "Publications accepted.", source.publications),
    one("deliveries_total", "counter", "Publications handed to members, once for each.", source.deliveries),
    one(
      "transient_publications_dropped_total",
      "counter",
      "Transient publications that lagging members missed, once for each.",
      source.dropped,
    ),
    one(
      "publishes_refused_total",
      "counter",
      "Requests to publish that did not fit.",
      source.publishesRefused,
    ),
    one("record_reads_total", "counter", "Records read from the database.", source.recordReads),
  ];
}

/** Nothing where no layer is configured. */
function djangoOf({ django, djangoMisfits }: MetricsSource): Family[] {
  if (django.length === 0) return [];
  const each = (valueOf: (status: BridgeStatus) => number) =>
    django.map((status) => ({ labels: { layer: status.layer }, value: valueOf(status) }));
  const reasons = [...djangoMisfits].map(([reason, value]) => ({ labels: { reason }, value }));
  return [
    family(
      "django_away",
      "gauge",
      "Whether a layer is not connected.",
      each(({ state }) => Number(state === "away")),
    ),
    family(
      "django_received_total",
      "counter",
      "Messages that Django sent.",
      each(({ received }) => received),
    ),
    family("django_published_total", "counter", "Those published.", each(({ published }) => published)),
    family("django_misfits_total", "counter", "Those not published.", reasons),
    family("django_sent_total", "counter", "Messages sent into Django's groups.", each(({ sent }) => sent)),
    family("django_unsent_total", "counter", "Those that could not be.", each(({ unsent }) => unsent)),
  ];
}

function one(name: string, type: Family["type"], help: string, value: number): Family {
  return family(name, type, help, [{ labels: {}, value }]);
}

function family(name: string, type: Family["type"], help: string, samples: Family["samples"]): Family {
  return { name: `boardcast_${name}`, type, help, samples };
}

function byCode(counts: ReadonlyMap<string, number>): Family["samples"] {
  return [...counts].map(([code, value]) => ({ labels: { code }, value }));
}
