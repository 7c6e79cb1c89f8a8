import { z } from "zod";
import { fitting } from "./pattern_text.ts";

const parameter = "[A-Za-z][A-Za-z0-9_]{0,31}";
const text = z.string().min(1);
const seconds = z.number().int().min(1).max(31_536_000);

const redisUrl = z.url({ protocol: /^rediss?$/ }).meta({ allowed: "a URL such as redis://127.0.0.1:6379" });

/** A Redis as channels_redis takes it: a URL, a host and a port, or a section with a URL; as a URL. */
const hostSchema = z.union([
  redisUrl,
  z.tuple([text, z.number().int().min(1).max(65_535)]),
  z.strictObject({ address: redisUrl }),
]).transform((given) => {
  if (typeof given === "string") return given;
  return Array.isArray(given) ? `redis://${given[0]}:${given[1]}` : given.address;
}).meta({ allowed: 'a URL such as redis://127.0.0.1:6379, or a pair such as ["127.0.0.1", 6379]' });

/** Names of groups; parameters in braces. */
const pattern = z.string().min(1).max(200).superRefine(
  fitting(new RegExp(`^(?:[^{}*?\\[\\]\\\\]|\\{${parameter}\\})+$`)),
).meta({ allowed: 'a name such as "orders" or "school_{id}_dashboard"' });

/** Groups on one side and what they are on the other. */
function map(allowed: string) {
  const isMap = (given: Record<string, string>) =>
    Object.entries(given).every(([from, to]) => parametersOf(from) === parametersOf(to));
  return z.record(pattern, pattern).refine(isMap, {
    params: { words: "both names of a line need the same parameters" },
  }).meta({ allowed });
}

function parametersOf(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join();
}

/** One layer of Django's CHANNEL_LAYERS, and what becomes of its groups here. */
export const djangoLayerSchema = z.strictObject({
  BACKEND: z.enum(["channels_redis.core.RedisChannelLayer", "channels_redis.pubsub.RedisPubSubChannelLayer"])
    .optional().describe("As in Django; without it both kinds are listened to"),
  CONFIG: z.strictObject({
    hosts: z.array(hostSchema).min(1).default(["redis://localhost:6379"])
      .describe("As in Django: every Redis of the layer, in the same order"),
    prefix: z.string().max(100).default("asgi").describe("As in Django"),
    serializer_format: z.enum(["msgpack", "json"]).default("msgpack").describe("As in Django"),
    symmetric_encryption_keys: z.array(text).default([])
      .describe("As in Django: the first encrypts, each decrypts"),
    expiry: seconds.default(60).describe(
      "As in Django: how long an unread message lives, in seconds",
    ),
    group_expiry: seconds.default(86_400)
      .describe("As in Django: how long a membership lives that is not renewed, in seconds"),
    capacity: z.number().int().min(1).max(1_000_000).default(100)
      .describe("As in Django: how many messages may wait for one process"),
  }).prefault({}),
  groups: map("a section with a group of Django's and a group of ours in each line").optional()
    .describe(
      "Which of Django's groups are followed, and what they are here; without it each by its own name",
    ),
  types: z.record(text, text).meta({ allowed: "a section with a type of Django's and an event in each line" })
    .default({}).describe("Which event a type of Django's is, where the names differ by more than . for _"),
  send: map("a section with a group of ours and a group of Django's in each line").default({})
    .describe("What is published to these groups of ours is sent into these groups of Django's"),
  follow: z.enum(["all", "watched"]).default("all")
    .describe("Whether groups that nobody watches are followed as well, to keep what is sent to them"),
});

/** A layer, checked and complete. */
export type DjangoLayer = Readonly<z.output<typeof djangoLayerSchema>>;

/** The layers by their names. */
export const djangoSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/).meta({ allowed: "a name such as default" }),
  djangoLayerSchema,
).meta({ allowed: "a section with the name of a layer in each line, as in Django's CHANNEL_LAYERS" });
