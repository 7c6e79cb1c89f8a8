import type { Buffer } from "node:buffer";
import type { LayerNames } from "./layer_names.ts";
import { RANDOM_BYTES } from "./layer_sender.ts";
import type { Link } from "./link.ts";
import type { OnBody } from "./pubsub_receiver.ts";

const BATCH = 100;
/** How long Redis is asked to wait for a message, in seconds: a link that is dead is noticed by others means. */
const WAIT_SECONDS = "2";

/** Makes us members, and never lets a membership of others end earlier. */
const JOIN = `
for at, key in ipairs(KEYS) do
  redis.call('ZADD', key, ARGV[1], ARGV[at + 2])
  if redis.call('TTL', key) < tonumber(ARGV[2]) then redis.call('EXPIRE', key, ARGV[2]) end
end`;

/** What the groups of a core layer are heard with. */
export interface CoreReceiverParts {
  readonly names: LayerNames;
  /** One a server of the layer, in their order. */
  readonly links: readonly Link[];
  /** The same once more, for commands that wait. */
  readonly waiting: readonly Link[];
  /** How long a membership lives, in seconds. */
  readonly groupExpiry: number;
  readonly onBody: OnBody;
  /** Resolves when more can be taken. */
  room(): Promise<void>;
}

/** Is a member of groups of a RedisChannelLayer, with a receive key of its own for each, and takes what comes there. */
export class CoreReceiver {
  readonly #parts: CoreReceiverParts;
  /** The groups by the receive key. */
  #groups: ReadonlyMap<string, string> = new Map();
  #changed = Promise.withResolvers<void>();
  #stopped = false;

  constructor(parts: CoreReceiverParts) {
    this.#parts = parts;
  }

  /** Follows exactly these groups. */
  async follow(groups: readonly string[]): Promise<void> {
    const { names } = this.#parts;
    const before = new Set(this.#groups.values());
    const wanted = new Set(groups);
    this.#groups = new Map([...wanted].map((group) => [names.receiveKey(names.ownMember(group)), group]));
    await this.#join([...wanted.difference(before)]);
    await this.#wake();
    await this.#leave([...before.difference(wanted)]);
  }

  /** Becomes a member again of all groups: an expiry, a flush or a restart of Redis may have ended that. */
  async renew(): Promise<void> {
    await this.#join([...this.#groups.values()]);
  }

  /** Takes messages until it is stopped. @throws Error when a link ends */
  async receive(): Promise<void> {
    await Promise.all(this.#parts.waiting.map((link, shard) => this.#receiveFrom(link, shard)));
  }

  /** Stops; `leaving` ends the memberships and forgets what has not been taken. */
  async stop({ leaving }: { leaving: boolean }): Promise<void> {
    this.#stopped = true;
    await this.#wake();
    if (leaving) await this.#leave([...this.#groups.values()]);
  }

  async #receiveFrom(link: Link, shard: number): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      const keys = this.#keysOn(shard, turn);
      if (keys.length === 0) await this.#changed.promise;
      else await this.#take(link, keys, shard);
    }
  }

  /** Each time another key is the first one, so that none is always served before the others. */
  #keysOn(shard: number, turn: number): string[] {
    const { names } = this.#parts;
    const keys = [...this.#groups].filter(([, group]) => names.receiveShard(names.ownMember(group)) === shard)
      .map(([key]) => key);
    const first = keys.length === 0 ? 0 : turn % keys.length;
    return [...keys.slice(first), ...keys.slice(0, first)];
  }

  async #take(link: Link, keys: readonly string[], shard: number): Promise<void> {
    const found = await link.run<[Buffer, Buffer, number] | null>("BZPOPMIN", ...keys, WAIT_SECONDS);
    if (!found) return;
    const key = String(found[0]);
    const more = await this.#parts.links[shard]!.run<[Buffer, number][]>("ZPOPMIN", key, String(BATCH));
    const group = this.#groups.get(key);
    if (group === undefined) return;
    for (const body of [found[1], ...more.map(([member]) => member)]) {
      this.#parts.onBody(group, body.subarray(RANDOM_BYTES));
    }
    await this.#parts.room();
  }

  /** Ends the waiting for keys that are no longer the ones. */
  async #wake(): Promise<void> {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    await Promise.all(this.#parts.waiting.map(async ({ id }, shard) => {
      if (id !== null) await this.#parts.links[shard]!.run("CLIENT", "UNBLOCK", String(id));
    }));
  }

  async #join(groups: readonly string[]): Promise<void> {
    const { names, groupExpiry } = this.#parts;
    await this.#eachShard(groups, async (link, here) => {
      const keys = here.map((group) => names.members(group));
      const members = here.map((group) => names.ownMember(group));
      const numbers = [Date.now() / 1000, groupExpiry].map(String);
      await link.run("EVAL", JOIN, String(keys.length), ...keys, ...numbers, ...members);
    });
  }

  async #leave(groups: readonly string[]): Promise<void> {
    const { names, links } = this.#parts;
    await this.#eachShard(groups, async (link, here) => {
      await Promise.all(here.map((group) => link.run("ZREM", names.members(group), names.ownMember(group))));
    });
    await Promise.all(groups.map((group) => {
      const member = names.ownMember(group);
      return links[names.receiveShard(member)]!.run("DEL", names.receiveKey(member));
    }));
  }

  async #eachShard(
    groups: readonly string[],
    work: (link: Link, groups: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const { names, links } = this.#parts;
    const byShard = Map.groupBy(groups, (group) => names.membersShard(group));
    await Promise.all([...byShard].map(([shard, here]) => work(links[shard]!, here)));
  }
}
