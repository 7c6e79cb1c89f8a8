import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { EventLoopDelay } from "./event_loop_delay.ts";

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
  /** Times that a record was read from the database. */
  readonly recordReads: number;
}

/** Delays in seconds that are told apart; none should be over 0.2. */
const DELAYS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Our own metrics in the text format of Prometheus; see docs/metrics.md. */
export class Metrics implements Disposable {
  readonly #registry = new Registry();
  readonly #delay: EventLoopDelay;

  constructor(source: MetricsSource) {
    this.#addConnections(source);
    this.#addGroups(source);
    this.#addPublications(source);
    this.#delay = this.#addProcess();
  }

  /** The media type of {@link Metrics.text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as they are now. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  [Symbol.dispose](): void {
    this.#delay[Symbol.dispose]();
  }

  #addConnections(source: MetricsSource): void {
    new Gauge({
      name: "boardcast_connections",
      help: "Connections by board and dialect.",
      labelNames: ["board", "dialect"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { board, dialect, count } of source.connections) this.inc({ board, dialect }, count);
      },
    });
    this.#gauge("lagging_connections", "Connections that are lagging.", () => source.lagging);
    this.#gauge("stuck_sockets", "Closed sockets that the peer has not let go of.", () => source.stuck);
    this.#counterByCode("connections_closed_total", "Connections that ended.", () => source.closes);
    this.#counterByCode("upgrades_refused_total", "Connections refused.", () => source.refusals);
  }

  #addGroups(source: MetricsSource): void {
    this.#gauge("open_groups", "Groups that have members here.", () => source.groups);
    this.#gauge("members", "Members of all groups.", () => source.members);
  }

  #addPublications(source: MetricsSource): void {
    this.#counter("publications_total", "Publications accepted.", () => source.publications);
    this.#counter(
      "deliveries_total",
      "Publications handed to members, once for each.",
      () => source.deliveries,
    );
    this.#counter(
      "transient_publications_dropped_total",
      "Transient publications that lagging members missed, once for each.",
      () => source.dropped,
    );
    this.#counter(
      "publishes_refused_total",
      "Requests to publish that did not fit.",
      () => source.publishesRefused,
    );
    this.#counter("record_reads_total", "Records read from the database.", () => source.recordReads);
  }

  #addProcess(): EventLoopDelay {
    this.#gauge("resident_memory_bytes", "Resident memory.", () => Deno.memoryUsage().rss);
    const delays = new Histogram({
      name: "boardcast_event_loop_delay_seconds",
      help: "How late the event loop came to a timer.",
      buckets: DELAYS,
      registers: [this.#registry],
    });
    return new EventLoopDelay((ms) => delays.observe(ms / 1000));
  }

  #gauge(name: string, help: string, read: () => number): void {
    const collect = function (this: Gauge) {
      this.set(read());
    };
    new Gauge({ name: `boardcast_${name}`, help, registers: [this.#registry], collect });
  }

  #counter(name: string, help: string, read: () => number): void {
    const collect = function (this: Counter) {
      this.reset();
      this.inc(read());
    };
    new Counter({ name: `boardcast_${name}`, help, registers: [this.#registry], collect });
  }

  #counterByCode(name: string, help: string, read: () => ReadonlyMap<string, number>): void {
    const collect = function (this: Counter<"code">) {
      this.reset();
      for (const [code, count] of read()) this.inc({ code }, count);
    };
    const labelNames = ["code"] as const;
    new Counter({ name: `boardcast_${name}`, help, labelNames, registers: [this.#registry], collect });
  }
}
