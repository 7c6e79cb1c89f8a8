import type { Connection } from "../../connection/connection.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { OperationsParts } from "./operations_parts.ts";
import { topOf } from "./top.ts";

/** So many lagging connections are looked at, and so many of the others, of which each call takes other ones. */
const MAX_LAGGING = 5_000;
const MAX_OTHERS = 2_000;

interface Peer {
  readonly connection: Connection;
  readonly waiting: number;
  /** When the oldest was published that has not been handed to its socket, in ms since 1970. */
  readonly unsent: number;
}

/** The peers that are the furthest behind. All connections are counted, but not all are asked what waits for them. */
export class PeerList {
  readonly #parts: OperationsParts;
  #turn = 0;

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  /** The `limit` slowest: by the age of the oldest that is not sent, then by what waits in the socket. */
  slowest(limit: number): JsonObject {
    const now = Date.now();
    const { connections } = this.#parts;
    const examined = this.#examined();
    const peers = topOf(examined.map(peerOf), limit, slowestFirst).filter(({ waiting, unsent, connection }) =>
      waiting > 0 || unsent < now || connection.lagging
    );
    return {
      peers: peers.map((peer) => rowOf(peer, now)),
      connections: connections.size,
      examined: examined.length,
    };
  }

  #examined(): Connection[] {
    const { size, all } = this.#parts.connections;
    const stride = Math.max(1, Math.ceil(size / MAX_OTHERS));
    const phase = this.#turn++ % stride;
    const examined: Connection[] = [];
    let [at, lagging] = [0, 0];
    for (const connection of all) {
      const isTaken = connection.lagging ? lagging++ < MAX_LAGGING : at % stride === phase;
      if (isTaken) examined.push(connection);
      at++;
    }
    return examined;
  }
}

/** The connection with this `id`. */
export function peerWith(id: string, { connections }: OperationsParts): Connection | undefined {
  for (const connection of connections.all) if (connection.id === id) return connection;
}

/** What there is to say of every connection. */
export function factsOf(connection: Connection): JsonObject {
  const { id, identity, board, path, dialect, remote, provenAt } = connection;
  return {
    id,
    subject: identity?.subject ?? null,
    name: identity?.name ?? null,
    board,
    path,
    dialect,
    remote,
    since: provenAt,
    lagging: connection.lagging,
    waiting: connection.outbox.waitingBytes,
  };
}

/** When the oldest was published that has not been handed to the socket, in ms since 1970; Infinity if all was. */
export function oldestUnsent({ outbox, lagging }: Connection): number {
  if (!lagging) return Infinity;
  const times = [...outbox.places].map(([{ record }, position]) =>
    record.timeAfter(position?.epoch === record.epoch ? position.offset : 0) ?? Infinity
  );
  return Math.min(...times);
}

function peerOf(connection: Connection): Peer {
  return { connection, waiting: connection.outbox.waitingBytes, unsent: oldestUnsent(connection) };
}

function slowestFirst(a: Peer, b: Peer): number {
  return a.unsent === b.unsent ? b.waiting - a.waiting : a.unsent - b.unsent;
}

function rowOf({ connection, unsent }: Peer, now: number): JsonObject {
  const behind = unsent === Infinity ? 0 : Math.max(0, now - unsent);
  return { ...factsOf(connection), behind, groups: [...connection.outbox.places].length };
}
