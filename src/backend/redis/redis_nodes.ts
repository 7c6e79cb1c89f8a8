import { getLogger } from "@logtape/logtape";
import type { Fact, NodeInfo, Nodes, OnTold } from "../nodes.ts";
import beat from "./beat.lua" with { type: "text" };
import { OtherNode } from "./other_node.ts";
import type { RedisLink } from "./redis_link.ts";
import { Script } from "./script.ts";
import { type FactName, factName, type ToldChange, ToldFacts } from "./told_facts.ts";

/** How often a node says that it is alive, and how long it may say nothing, in ms. */
const BEAT = 2_000;
const SILENCE = 8_000;

/** How long what is to be told is collected, in ms. */
const PACE = 100;

/** Its name and start are a fact like any other. */
const INFO = ["node", "info"] as const;

const log = getLogger(["boardcast", "nodes"]);
const beatScript = new Script(beat);

/** The nodes on one Redis: each keeps what it tells in a hash, publishes what changes in it, and remembers all the others'. */
export class RedisNodes implements Nodes, AsyncDisposable {
  readonly self: NodeInfo;
  readonly #link: RedisLink;
  readonly #onTold: OnTold;
  readonly #others = new Map<string, OtherNode>();
  readonly #own = new ToldFacts();
  readonly #untold = new Map<FactName, ToldChange["facts"][number]>();
  readonly #beat: ReturnType<typeof setInterval>;
  #count = 0;
  #flush: ReturnType<typeof setTimeout> | undefined;
  /** What is told one after the other. */
  #telling: Promise<void> = Promise.resolve();
  #isDisposed = false;

  private constructor(link: RedisLink, self: NodeInfo, onTold: OnTold) {
    this.#link = link;
    this.self = self;
    this.#onTold = onTold;
    this.#own.set(...INFO, { ...self });
    this.#beat = setInterval(() => this.#live(), BEAT);
  }

  /** Joins the nodes that use the same Redis with the same prefix. @throws StorageError */
  static async open(link: RedisLink, self: NodeInfo, onTold: OnTold): Promise<RedisNodes> {
    const nodes = new RedisNodes(link, self, onTold);
    try {
      await link.hear(nodes.#channel, (message) => nodes.#hear(JSON.parse(message)));
      await nodes.#tellAll();
      await nodes.#sayAlive();
    } catch (error) {
      clearInterval(nodes.#beat);
      throw error;
    }
    link.onReturn(() => nodes.#returned());
    return nodes;
  }

  get all(): readonly NodeInfo[] {
    const others = [...this.#others.values()].flatMap(({ facts }) =>
      (facts.topic(INFO[0])?.get(INFO[1]) ?? []) as unknown as NodeInfo
    );
    return [this.self, ...others].toSorted((a, b) => a.started - b.started || a.id.localeCompare(b.id));
  }

  tell(topic: string, name: string, fact: Fact | null): void {
    if (!this.#own.set(topic, name, fact)) return;
    this.#untold.set(factName(topic, name), [topic, name, fact]);
    this.#flush ??= setTimeout(() => this.#tellChanges(), PACE);
  }

  told(topic: string): readonly ReadonlyMap<string, Fact>[] {
    return [...this.#others.values()].flatMap(({ facts }) => facts.topic(topic) ?? []);
  }

  /** Says goodbye, so that the others need not wait. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#flush);
    this.#link.leave(this.#channel);
    await this.#telling;
    const { commands } = this.#link;
    await Promise.all([
      commands.call(this.#alive, ["ZREM", this.#alive, this.self.id]),
      commands.call(this.#alive, ["DEL", this.#factsOf(this.self.id)]),
      this.#publish({ node: this.self.id, count: 0, facts: [] }),
    ]).catch(() => {
      // Without Redis nobody can be told: they will notice.
    });
  }

  /** The keys of all nodes are together in a cluster. */
  get #alive(): string {
    return this.#link.key("{nodes}");
  }

  get #channel(): string {
    return this.#link.key("{nodes}", "told");
  }

  #factsOf(node: string): string {
    return this.#link.key("{nodes}", node);
  }

  #live(): void {
    this.#sayAlive().catch((error) => {
      if (!this.#isDisposed) {
        log.debug("Cannot say that this node is alive: {reason}", { reason: error.message });
      }
    });
  }

  async #sayAlive(): Promise<void> {
    const { id } = this.self;
    const keys = [this.#alive, this.#factsOf(id)];
    const [isThere, alive] = await beatScript.run(this.#link.commands, keys, [id, String(SILENCE)]) as [
      number,
      string[],
    ];
    if (this.#isDisposed) return;
    for (const node of this.#others.keys()) if (!alive.includes(node)) this.#forget(node);
    for (const node of alive) if (node !== id && !this.#others.has(node)) this.#read(node);
    if (isThere === 0) await this.#tellAll();
  }

  #returned(): void {
    for (const node of this.#others.keys()) this.#read(node);
    this.#tellAll().then(() => this.#sayAlive()).catch(() => {
      // It is away again, and will return.
    });
  }

  /** Writes everything that this node tells, and has the others read it. */
  #tellAll(): Promise<void> {
    return this.#next(async () => {
      this.#untold.clear();
      const key = this.#factsOf(this.self.id);
      const count = ++this.#count;
      const { commands } = this.#link;
      await commands.call(key, ["DEL", key]);
      await commands.call(key, ["HSET", key, "count", String(count), ...this.#own.fields]);
      await commands.call(key, ["PEXPIRE", key, String(SILENCE * 10)]);
      await this.#publish({ node: this.self.id, count, facts: [] });
    });
  }

  #tellChanges(): void {
    this.#flush = undefined;
    this.#next(async () => {
      const facts = [...this.#untold.values()];
      this.#untold.clear();
      if (facts.length === 0) return;
      const key = this.#factsOf(this.self.id);
      const count = ++this.#count;
      const set = facts.flatMap(([topic, name, fact]) =>
        fact === null ? [] : [factName(topic, name), JSON.stringify(fact)]
      );
      const gone = facts.flatMap(([topic, name, fact]) => fact === null ? [factName(topic, name)] : []);
      const { commands } = this.#link;
      const writes = [commands.call(key, ["HSET", key, "count", String(count), ...set])];
      if (gone.length > 0) writes.push(commands.call(key, ["HDEL", key, ...gone]));
      await Promise.all(writes);
      await this.#publish({ node: this.self.id, count, facts });
    }).catch(() => {
      // When Redis is back, everything is told.
    });
  }

  /** Runs `work` after all that is being told. */
  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#telling.then(work);
    this.#telling = done.catch(() => {});
    return done;
  }

  async #publish(change: ToldChange): Promise<void> {
    await this.#link.commands.call(this.#channel, ["PUBLISH", this.#channel, JSON.stringify(change)]);
  }

  #hear(change: ToldChange): void {
    const { node, count } = change;
    if (node === this.self.id || this.#isDisposed) return;
    if (count === 0) return this.#forget(node);
    const other = this.#others.get(node);
    if (other?.has(count)) return;
    if (other?.follows(count) && change.facts.length > 0) return this.#tellOf(other.take(change));
    this.#read(node);
  }

  /** Reads all that `node` tells; what it publishes meanwhile is in it, or leads to reading it again. */
  #read(node: string): void {
    const other = this.#others.get(node) ?? new OtherNode();
    this.#others.set(node, other);
    other.read(async () => {
      const reply = await this.#link.commands.call(this.#alive, ["HGETALL", this.#factsOf(node)]);
      if (this.#others.get(node) !== other) return null;
      return reply as readonly string[] | Record<string, string>;
    }).then((changed) => this.#tellOf(changed), () => this.#others.delete(node));
  }

  #forget(node: string): void {
    const other = this.#others.get(node);
    this.#others.delete(node);
    if (other) this.#tellOf(other.facts.names);
  }

  #tellOf(changed: readonly (readonly [topic: string, names: readonly string[]])[]): void {
    for (const [topic, names] of changed) this.#onTold(topic, names);
  }
}
