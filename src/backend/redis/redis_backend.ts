import { getLogger } from "@logtape/logtape";
import type { Backend, BackendEvents, Records, Store } from "../backend.ts";
import { newNode, type NodeInfo, type Nodes } from "../nodes.ts";
import { claimFormat } from "./format.ts";
import { RedisLink } from "./redis_link.ts";
import { RedisNodes } from "./redis_nodes.ts";
import type { RedisOptions } from "./redis_options.ts";
import { RedisRecords } from "./redis_records.ts";
import { RedisStore } from "./redis_store.ts";

/** How often what has expired is dropped, in ms. */
const SWEEP = 10_000;

const log = getLogger(["boardcast", "redis"]);

/** Everything in Redis, for any number of nodes. */
export class RedisBackend implements Backend {
  readonly records: Records;
  readonly store: Store;
  readonly nodes: Nodes;
  readonly #link: RedisLink;
  readonly #records: RedisRecords;
  readonly #nodes: RedisNodes;
  readonly #sweep: ReturnType<typeof setInterval>;

  private constructor(link: RedisLink, nodes: RedisNodes, events: BackendEvents) {
    this.#link = link;
    this.#nodes = nodes;
    this.records = this.#records = new RedisRecords(link, events);
    this.store = new RedisStore(link);
    this.nodes = nodes;
    this.#sweep = setInterval(() => {
      this.#records.expire().catch(({ message }) => log.warning("{message}", { message }));
    }, SWEEP);
  }

  /** Connects to Redis. @throws StorageError when it cannot be reached or refuses us. */
  static async open(
    options: RedisOptions,
    events: BackendEvents,
    self: NodeInfo = newNode(""),
  ): Promise<RedisBackend> {
    await using stack = new AsyncDisposableStack();
    const link = stack.use(await RedisLink.open(options));
    await claimFormat(link);
    const nodes = stack.use(await RedisNodes.open(link, self, events.onTold ?? (() => {})));
    stack.move();
    return new RedisBackend(link, nodes, events);
  }

  problem(): string | null {
    return this.#link.problem ?? this.#records.problem;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep);
    this.#records[Symbol.dispose]();
    await this.#nodes[Symbol.asyncDispose]();
    this.#link[Symbol.dispose]();
  }
}
