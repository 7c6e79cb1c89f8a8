import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { FreshnessStatus } from "../../protocol/control.ts";
import { isObject, parseJson } from "../../protocol/message.ts";
import { RequestError } from "./get_json.ts";

/** What a node does now: rates per second, latency in ms. */
export interface Load {
  readonly connections: number;
  readonly publications: number;
  readonly deliveries: number;
  readonly lagging: number;
  readonly stuck: number;
  readonly p99?: number | null;
}

/** Percentiles of the last minute, in ms. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** One server process; `started` in ms since 1970. */
export interface NodeLoad {
  readonly id: string;
  readonly version: string;
  readonly started: number;
  readonly here: boolean;
  readonly load: Load | null;
}

/** How the server is doing. */
export interface OperationsSummary {
  readonly time: number;
  readonly backend: { readonly name: string; readonly problem: string | null };
  readonly nodes: readonly NodeLoad[];
  readonly now: Load;
  readonly trend: { readonly every: number; readonly samples: readonly Load[] };
  readonly people: number;
  readonly latency: {
    readonly publishToViewer: Percentiles;
    readonly steps: readonly (Percentiles & { readonly step: string })[];
  };
}

/** A group as the list has it. */
export interface GroupRow {
  readonly group: string;
  readonly board: string | null;
  readonly viewers: number;
  /** Publications per second; `null` for one that nobody watches on the node. */
  readonly rate: number | null;
  readonly freshness: {
    readonly status: FreshnessStatus;
    readonly keys: FreshnessStatus;
    readonly cause: string | null;
  } | null;
  /** In ms since 1970. */
  readonly published: number | null;
}

/** A connection as the list has it; `behind` in ms, `waiting` in bytes. */
export interface PeerRow {
  readonly id: string;
  readonly subject: string | null;
  readonly board: string;
  readonly remote: string;
  readonly since: number;
  readonly waiting: number;
  readonly behind: number;
}

/** Where a connection stands, and why. */
export interface PeerExplanation extends PeerRow {
  readonly dropped: number;
  readonly reasons: readonly string[];
  readonly groups: readonly {
    readonly group: string;
    readonly offset: number;
    readonly newest: number;
    readonly waiting: number;
    readonly skipped: number;
  }[];
}

/** Refusals that are alike. */
export interface RefusalRow {
  readonly code: number;
  readonly path: string;
  readonly reason: string;
  readonly subject: string | null;
  readonly address: string;
  readonly count: number;
  readonly time: number;
}

/** Somebody who is signed in. */
export interface SessionRow {
  readonly id: string;
  readonly subject: string;
  readonly name: string;
  readonly created: number;
  readonly expires: number;
  readonly connections: number;
  readonly current: boolean;
}

/** An answer, and what it cost: ms until it was here, and bytes. */
export interface Costed<T> {
  readonly value: T;
  readonly ms: number;
  readonly bytes: number;
}

/** Asks for `path` below the operations again and again, every `every` ms while the page is seen. */
export function useOperations<T>(path: string, every: number): UseQueryResult<Costed<T>> {
  return useQuery({
    queryKey: ["operations", path],
    queryFn: () => readCosted<T>(`/api/v1/operations${path}`),
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });
}

async function readCosted<T>(path: string): Promise<Costed<T>> {
  const began = performance.now();
  const response = await fetch(path, { headers: { accept: "application/json" } }).catch((cause) => {
    throw new TypeError("This browser cannot reach the server", { cause });
  });
  const text = await response.text();
  const value = parseJson(text);
  if (response.ok && isObject(value)) {
    return { value: value as T, ms: performance.now() - began, bytes: new TextEncoder().encode(text).length };
  }
  const reason = isObject(value) ? value["error"] : undefined;
  throw new RequestError(response.status, String(reason ?? `The server answered ${response.status}`));
}
