import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "./get_json.ts";

/** The node that answers, and how much it does. */
export interface NodeReport {
  readonly id: string;
  /** When it started, in ms since 1970. */
  readonly started: number;
  readonly nodes: number;
  readonly connections: number;
  /** Publications handed to connections per second, since it was last asked; `null` the first time. */
  readonly perSecond: number | null;
  /** From publish to viewer, 99th percentile of the last minute, in ms; `null` if nothing was delivered. */
  readonly p99: number | null;
}

/** It is asked so often, in ms. */
const EVERY = 10_000;

/** The node that answers this viewer, asked again and again; not before somebody is signed in. */
export function useNode(isSignedIn: boolean): UseQueryResult<NodeReport> {
  return useQuery({
    queryKey: ["node"],
    queryFn: ({ client }) => readNode(client.getQueryData<Counted>(["node"])),
    enabled: isSignedIn,
    refetchInterval: EVERY,
  });
}

type Counted = NodeReport & { readonly at: number; readonly deliveries: number };

async function readNode(before: Counted | undefined): Promise<Counted> {
  const { node, started, nodes, connections, deliveries, p99 } = await getJson("/api/v1/node");
  const [at, count] = [Date.now(), Number(deliveries)];
  const isSame = before?.id === node && count >= (before?.deliveries ?? 0);
  return {
    id: String(node),
    started: Date.parse(String(started)),
    nodes: Number(nodes),
    connections: Number(connections),
    p99: typeof p99 === "number" ? p99 : null,
    perSecond: isSame && before && at > before.at
      ? (count - before.deliveries) / (at - before.at) * 1_000
      : null,
    at,
    deliveries: count,
  };
}
