import type { DjangoBridges } from "../backend/django/django_bridges.ts";
import type { Records } from "../backend/backend.ts";
import type { Publisher } from "../board/publisher.ts";
import type { Connections } from "../connection/connections.ts";
import type { LagWatch } from "../connection/lag_watch.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { Close } from "../protocol/close_code.ts";
import type { ConnectionCount, MetricsSource } from "./metrics.ts";

/** The parts of the server that count. */
export interface CountingParts {
  readonly connections: Connections;
  readonly groups: GroupRegistry;
  readonly lagWatch: LagWatch;
  readonly publisher: Publisher;
  readonly records: Records;
  readonly django: DjangoBridges;
}

/** Reads the metrics from the parts that know them. */
export function metricsSource(parts: CountingParts): MetricsSource {
  const { connections, groups, lagWatch, publisher, records, django } = parts;
  return {
    get connections() {
      return countsOf(connections);
    },
    get lagging() {
      return lagWatch.size;
    },
    get stuck() {
      return connections.stuck;
    },
    get closes() {
      return byCode(connections.closes);
    },
    get refusals() {
      return byCode(connections.refusals);
    },
    get groups() {
      return groups.groups.length;
    },
    get members() {
      return groups.groups.reduce((sum, { size }) => sum + size, 0);
    },
    get publications() {
      return publisher.published;
    },
    get deliveries() {
      return connections.traffic.deliveries;
    },
    get dropped() {
      return connections.traffic.dropped;
    },
    get publishesRefused() {
      return publisher.refused;
    },
    get django() {
      return django.statuses;
    },
    get djangoMisfits() {
      return django.misfits.counts;
    },
    get recordReads() {
      return records.loads;
    },
  };
}

function countsOf(connections: Connections): ConnectionCount[] {
  const kinds = Map.groupBy(connections.all, ({ board, dialect }) => `${board} ${dialect}`);
  return [...kinds.values()].map((kind) => {
    const { board, dialect } = kind[0]!;
    return { board, dialect, count: kind.length };
  });
}

function byCode(counts: ReadonlyMap<Close | null, number>): Map<string, number> {
  return new Map([...counts].map(([close, count]) => [String(close?.code ?? "peer"), count]));
}
