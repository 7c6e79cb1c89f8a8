import { Buffer } from "node:buffer";
import type { DjangoLayer } from "../../config/django.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { LayerCodec } from "./layer_codec.ts";
import type { LayerNames } from "./layer_names.ts";
import type { Link } from "./link.ts";

/** Random bytes before each message of the core layer: members of a sorted set must be unique. */
export const RANDOM_BYTES = 12;

/** Puts a message where its process waits, unless too many wait there; as the layer itself does. */
const PUT = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[2] - ARGV[3])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1`;

/** What a layer is written with. */
export interface LayerSenderParts {
  readonly layer: DjangoLayer;
  readonly codec: LayerCodec;
  readonly names: LayerNames;
  /** One a server of the layer, in their order. */
  readonly links: readonly Link[];
}

/** Sends into Django's groups, as `group_send()` does. */
export class LayerSender {
  readonly #parts: LayerSenderParts;

  constructor(parts: LayerSenderParts) {
    this.#parts = parts;
  }

  /** Sends `message`; how many processes of Django take it. @throws Error when Redis refuses it */
  async send(group: string, message: JsonObject): Promise<number> {
    const { BACKEND } = this.#parts.layer;
    const heard = BACKEND === CORE ? 0 : await this.publish(group, message);
    const put = BACKEND === PUBSUB ? 0 : await this.put(group, message);
    return heard + put;
  }

  /** Sends by the pub/sub layer. */
  async publish(group: string, message: JsonObject): Promise<number> {
    const { codec, names, links } = this.#parts;
    const body = Buffer.from(await codec.encode(message));
    return await links[names.channelShard(group)]!.run<number>("PUBLISH", names.channel(group), body);
  }

  /** Sends by the core layer; `withOwn` also to ourselves. */
  async put(group: string, message: JsonObject, { withOwn = false } = {}): Promise<number> {
    const { names, links, layer: { CONFIG: { group_expiry } } } = this.#parts;
    const oldest = String(Math.floor(Date.now() / 1000) - group_expiry);
    const key = names.members(group);
    const found = await links[names.membersShard(group)]!.run<Buffer[]>(
      "ZRANGEBYSCORE",
      key,
      `(${oldest}`,
      "+inf",
    );
    const members = found.map(String).filter((member) => withOwn || !names.isOwn(member));
    const processes = [...Map.groupBy(members, (member) => names.receiveKey(member)).values()];
    const put = await Promise.all(processes.map((channels) => this.#putFor(channels, message)));
    return put.reduce((sum, one) => sum + one, 0);
  }

  /** One message a process, addressed to its `channels`. */
  async #putFor(channels: readonly string[], message: JsonObject): Promise<number> {
    const { codec, names, links, layer: { CONFIG: { expiry, capacity } } } = this.#parts;
    const [first] = channels as [string];
    const body = await codec.encode({ ...message, __asgi_channel__: channels });
    const member = Buffer.concat([crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)), body]);
    const numbers = [Date.now() / 1000, expiry, capacity].map(String);
    const link = links[names.receiveShard(first)]!;
    return await link.run<number>("EVAL", PUT, "1", names.receiveKey(first), member, ...numbers);
  }
}

/** The two kinds of layers, as Django names them. */
export const CORE = "channels_redis.core.RedisChannelLayer";
/** See {@link CORE}. */
export const PUBSUB = "channels_redis.pubsub.RedisPubSubChannelLayer";
