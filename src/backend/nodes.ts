/** One server process of an installation. */
export interface NodeInfo {
  readonly id: string;
  readonly version: string;
  /** When it started, in ms since 1970. */
  readonly started: number;
}

/** What a node tells the others of something: JSON. */
export type Fact = string | number | boolean | readonly Fact[] | { readonly [name: string]: Fact };

/** The other nodes tell something else of these `names` in `topic`. */
export type OnTold = (topic: string, names: readonly string[]) => void;

/** The nodes of one installation, and the facts that each tells the others. What a node tells is forgotten with it. */
export interface Nodes {
  /** This one. */
  readonly self: NodeInfo;
  /** All that are alive, the oldest first. */
  readonly all: readonly NodeInfo[];
  /** Tells the others, soon, that `name` in `topic` is `fact` here; `null` if there is nothing to tell of it any more. */
  tell(topic: string, name: string, fact: Fact | null): void;
  /** What each other node tells in `topic`, by name. */
  told(topic: string): readonly ReadonlyMap<string, Fact>[];
}

/** This process as a node that runs `version`, with an id of its own. */
export function newNode(version: string): NodeInfo {
  return { id: crypto.randomUUID().slice(0, 8), version, started: Date.now() };
}

/** The topic of how many connections boards have, by board. */
const CONNECTIONS = "connections";

/** Tells the other nodes that `board` has so many connections here. */
export function tellConnections(nodes: Nodes, board: string, count: number): void {
  nodes.tell(CONNECTIONS, board, count === 0 ? null : count);
}

/** How many connections `board` has on the other nodes. */
export function connectionsElsewhere(nodes: Nodes, board: string): number {
  return nodes.told(CONNECTIONS).reduce((sum, told) => sum + Number(told.get(board) ?? 0), 0);
}
