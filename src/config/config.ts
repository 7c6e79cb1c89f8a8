import { z } from "zod";
import { unwrapped } from "./allowed.ts";
import { boardsSchema } from "./boards.ts";
import { djangoSchema } from "./django.ts";

const kibi = 1024;
const REDIS = "redis://127.0.0.1:6379";

/** A whole number from `min` to `max`. */
function whole(min: number, max: number): z.ZodNumber {
  return z.number().int().min(min).max(max);
}

/** A URL with one of these protocols; `allowed` says so. */
function url(protocol: RegExp, allowed: string): z.ZodURL {
  return z.url({ protocol }).meta({ allowed });
}

const text = z.string().min(1);
const webUrl = url(/^https?$/, "a URL that begins with http:// or https://");

/** What a browser sends as Origin (RFC 6454): compared as it is, so a path would never match. */
const origin = z.string().refine((given) => URL.canParse(given) && new URL(given).origin === given)
  .meta({ allowed: 'an origin without a path, such as "https://app.example"' });

/** The whole configuration: its types, defaults, checks and printed reference come from here. */
export const configSchema = z.strictObject({
  host: text.default("127.0.0.1").describe("Address to listen on; 0.0.0.0 for all"),
  port: whole(0, 65_535).default(8000).describe("Port to listen on; 0 for any free one"),
  data: text.default("./data").describe(
    'Folder that keeps everything; "none" keeps it in memory only',
  ),
  secret: z.string().refine((given) => new TextEncoder().encode(given).length >= 32)
    .meta({ allowed: "at least 32 bytes" }).nullable()
    .default(null).describe("Signs tokens (HS256); generated and kept in the data folder if not given"),
  apiKey: z.string().min(16).meta({ allowed: "at least 16 characters" }).nullable().default(null).describe(
    "Lets a producer publish, in the header X-API-Key",
  ),
  demo: z.boolean().default(false).describe("Feed all boards with a demonstration"),
  backend: z.enum(["local", "redis"]).default("local").describe(
    "Where records and the store live: in the data folder, or in a Redis that many nodes share",
  ),
  redis: z.strictObject({
    urls: z.array(url(/^rediss?$/, "a URL such as redis://127.0.0.1:6379")).min(1).default([REDIS]).describe(
      "The server, or the sentinels; rediss:// for TLS",
    ),
    prefix: z.string().regex(/^[\w.:-]{1,64}$/)
      .meta({ allowed: "up to 64 letters, digits, and any of _ . : -" }).default("boardcast")
      .describe("Begins every key and channel; installations with different ones never hear each other"),
    sentinel: text.nullable().default(null).describe(
      "The urls are sentinels, which watch the master of this name",
    ),
    sentinelPassword: text.nullable().default(null).describe("What the sentinels ask for, if they do"),
    wayIn: z.boolean().default(false).describe(
      "Takes what producers PUBLISH to <prefix>:in:<group> and XADD to the stream <prefix>:in",
    ),
    user: text.nullable().default(null).describe("Who we are for Redis, in place of the user in the URL"),
    password: text.nullable().default(null).describe("In place of the password in the URL"),
    caFile: text.nullable().default(null).describe("Certificates (PEM) that sign those of Redis"),
    certFile: text.nullable().default(null).describe("Our certificate (PEM), if Redis asks for one"),
    keyFile: text.nullable().default(null).describe("Its private key (PEM)"),
  }).refine(({ certFile, keyFile }) => (certFile === null) === (keyFile === null), {
    params: { words: "give certFile and keyFile, or neither" },
  }).prefault({}),
  origins: z.array(origin).default([])
    .describe("Origins besides our own whose pages may use the cookie and the HTTP API"),
  proxies: z.array(z.union([z.ipv4(), z.ipv6()]).meta({ allowed: "an IP address" })).default([])
    .describe("Addresses of proxies whose X-Forwarded-For, -Host and -Proto are believed"),
  tls: z.strictObject({
    certFile: text.nullable().default(null).describe("Certificate chain (PEM); needs keyFile"),
    keyFile: text.nullable().default(null).describe("Private key (PEM); needs certFile"),
  }).refine(({ certFile, keyFile }) => (certFile === null) === (keyFile === null), {
    params: { words: "give certFile and keyFile, or neither" },
  }).prefault({}),
  tokens: z.strictObject({
    algorithms: z.array(
      z.enum(["HS256", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]),
    ).min(1).default(["HS256"]).describe("Algorithms that a token may be signed with"),
    publicKeys: z.array(
      z.string().startsWith("-----BEGIN PUBLIC KEY-----")
        .meta({ allowed: 'a PEM text that begins with "-----BEGIN PUBLIC KEY-----"' }),
    ).default([])
      .describe("Public keys (SPKI, PEM) that check RS, PS, ES and EdDSA tokens"),
    jwksUrl: webUrl.nullable().default(null).describe("Key set that checks them"),
    issuer: text.nullable().default(null).describe("The iss that a token must have"),
    audience: text.nullable().default(null).describe("The aud that a token must have"),
  }).refine(
    ({ algorithms, publicKeys, jwksUrl }) =>
      algorithms.every((name) => name === "HS256") === (publicKeys.length === 0 && jwksUrl === null),
    {
      params: { words: "publicKeys or jwksUrl, and algorithms other than HS256, need each other" },
    },
  ).prefault({}),
  limits: z.strictObject({
    frameBytes: whole(256, 16 * kibi * kibi).default(64 * kibi).describe("Largest frame from a client"),
    publicationBytes: whole(256, 16 * kibi * kibi).default(64 * kibi).describe("Largest publication"),
    bodyBytes: whole(kibi, 64 * kibi * kibi).default(kibi * kibi).describe("Largest body of an HTTP request"),
    batch: whole(1, 10_000).default(1000).describe("Most publications in one request"),
    commandsPerSecond: whole(0, 100_000).default(100).describe(
      "Commands of one connection, on average; 0 for no limit",
    ),
    requestsPerMinute: whole(0, 1_000_000).default(0).describe(
      "HTTP API requests of one address; 0 for no limit",
    ),
    connections: whole(1, 1_000_000).default(100_000).describe("Connections of this node"),
    connectionsPerUser: whole(0, 100_000).default(0).describe("Connections of one subject; 0 for no limit"),
    groupsPerConnection: whole(1, 10_000).default(256).describe("Groups that one connection may be in"),
    highWaterBytes: whole(kibi, 16 * kibi * kibi).default(256 * kibi)
      .describe("A connection is lagging while more than this waits in its socket"),
    slowMs: whole(100, 600_000).default(30_000).describe(
      "A lagging connection without progress is closed after this",
    ),
    heartbeatMs: whole(1000, 600_000).default(30_000).describe(
      "A silent peer is pinged, and gone, after this",
    ),
  }).prefault({}),
  boards: boardsSchema,
  demand: z.strictObject({
    hookUrl: webUrl.nullable().default(null).describe(
      "Told by POST which groups have viewers, and when one gets its first or has lost its last",
    ),
    hookSecret: z.string().min(16).meta({ allowed: "at least 16 characters" }).nullable().default(null)
      .describe("Signs what the hook is told (X-Boardcast-Signature, HMAC-SHA-256)"),
  }).refine(({ hookUrl, hookSecret }) => hookUrl !== null || hookSecret === null, {
    params: { words: "hookSecret needs hookUrl" },
  }).prefault({}),
  django: djangoSchema.default({}).describe(
    "The channel layers of Django applications whose group_send() comes here, as in CHANNEL_LAYERS: docs/django.md",
  ),
  log: z.strictObject({
    level: z.enum(["debug", "info", "warning", "error"]).default("info").describe(
      "The least important line printed",
    ),
  }).prefault({}),
});

/** The configuration, complete and checked. */
export type Config = Readonly<z.output<typeof configSchema>>;

/** Settings whose values are never printed; `*` is any name. */
export const HIDDEN: readonly string[] = [
  "secret",
  "apiKey",
  "demand.hookSecret",
  "redis.password",
  "redis.sentinelPassword",
  "django.*.CONFIG.symmetric_encryption_keys",
];

/** Whether what stands at `path` is never printed: it is a secret, within one, or has one in it. */
export function isHidden(path: readonly PropertyKey[]): boolean {
  return HIDDEN.some((hidden) =>
    hidden.split(".").every((name, at) => at >= path.length || name === "*" || name === String(path[at]))
  );
}

/** Where a configuration keeps its data; `null` for memory. */
export function dataFolder({ data }: Pick<Config, "data">): string | null {
  return data === "none" ? null : data;
}

/** What is given and changes nothing, in words. */
export function remarks({ backend, redis }: Config): string[] {
  const isGiven = redis.urls.join() !== REDIS;
  return isGiven && backend !== "redis" && !redis.wayIn
    ? [`redis.urls is given, but the backend ${backend} does not use it`]
    : [];
}

/** Names in the environment that configure the command line, not the server. */
export const CLIENT_VARIABLES = ["BOARDCAST_CONFIG", "BOARDCAST_URL", "BOARDCAST_TOKEN"];

/** Names that other systems use, and the setting that they stand for. */
export const FOREIGN_VARIABLES: Readonly<Record<string, string>> = {
  PORT: "port",
  REDIS_URL: "redis.urls",
  CORS_ORIGINS: "origins",
};

/** One setting: its dotted path, its variable, what it is for. */
export interface Setting {
  readonly path: string;
  readonly variable: string;
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  readonly description: string;
}

/** All settings in the order of the schema, except those of declared boards. */
export function settings(schema: z.ZodType = configSchema, path: readonly string[] = []): Setting[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, field]) =>
      settings(field as z.ZodType, [...path, name])
    );
  }
  const variable = path.map((name) => name.replace(/[A-Z]/g, "_$&").toUpperCase()).join("_");
  const fallback = schema.safeParse(undefined).data;
  const description = schema.description ?? "";
  return [{ path: path.join("."), variable: `BOARDCAST_${variable}`, schema: inner, fallback, description }];
}
