/** A Redis, a Django site with layers of all kinds, and a Boardcast that follows them all. */
import { mintToken, type RunningBoardcast } from "./boardcast.ts";
import { ConfigFolder } from "./configured.ts";
import { CORE, type Layer, PUBSUB, type RunningDjango, startDjango } from "./django.ts";
import { eventually } from "./expect.ts";
import { expectStatus } from "./http_client.ts";
import { type RunningRedis, startRedis } from "./redis.ts";
import { connect, type Connection, type Frame } from "./ws_client.ts";

/** Our layers are Django's, with what we add; `detected` is not told of which kind it is. */
function layersOn({ url }: RunningRedis): Record<string, Layer> {
  return {
    default: { BACKEND: PUBSUB, CONFIG: { hosts: [url], prefix: "my:pre[x]" } },
    sealed: {
      BACKEND: PUBSUB,
      CONFIG: {
        hosts: [url],
        prefix: "sealed",
        serializer_format: "json",
        symmetric_encryption_keys: ["new", "old"],
      },
    },
    core: { BACKEND: CORE, CONFIG: { hosts: [url], prefix: "core" } },
    sealedcore: {
      BACKEND: CORE,
      CONFIG: { hosts: [url], prefix: "sc", serializer_format: "json", symmetric_encryption_keys: ["k"] },
    },
    detected: { BACKEND: CORE, CONFIG: { hosts: [url], prefix: "detected" } },
  };
}

function configuration(layers: Record<string, Layer>): string {
  const { default: first, detected, ...others } = layers;
  const django = {
    default: {
      ...first,
      groups: {
        "school_{id}_dashboard": "school_{id}_dashboard",
        trading_updates: "trading_updates",
        "plant-{site}": "machines_{site}",
      },
      types: { "machine.reading": "reading" },
      send: { "trading_updates": "trading_updates", "machines_{site}": "plant-{site}" },
    },
    ...others,
    detected: { CONFIG: detected!.CONFIG, send: { "machines_{site}": "django_{site}" } },
  };
  return `
boards:
  machines:
    path: /ws/machines/{site}/
    access: {open: true}
    groups: ["machines_{site}"]
    events:
      reading: {keep: 200}
      machine_reading: {keep: 10}
      limit: {keep: 100, schema: {type: object, required: [n]}}
django: ${JSON.stringify(django)}
`;
}

/** Everything that the steps share. */
export interface World extends AsyncDisposable {
  redis: RunningRedis;
  django: RunningDjango;
  server: RunningBoardcast;
}

/** How the bridges are doing. */
export async function operations({ server }: World): Promise<Frame> {
  const token = await mintToken({ sub: "root", role: "admin" });
  return (await expectStatus(200, server, "GET", "/api/v1/operations/django", { token })).body;
}

/** Waits until every layer is followed, and has passed its test. */
export async function following(world: World): Promise<void> {
  await eventually(
    () => operations(world),
    ({ layers }) => layers.every(({ state, test }: Frame) => state === "following" && test?.ok),
    20_000,
  );
}

/** Waits until the core layer called `prefix` has us as a member of `group`. */
export async function member({ redis }: World, prefix: string, group: string): Promise<void> {
  await eventually(
    () => redis.cli("ZCARD", `${prefix}:group:${group}`),
    (count) => Number(count) > 0,
    15_000,
  );
}

/** A viewer of the machines of `site`. */
export function machines({ server }: World, site: string): Promise<Connection> {
  return connect(`${server.wsUrl}/ws/machines/${site}/`);
}

/** Starts Redis, Django and Boardcast. */
export async function startWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const layers = layersOn(redis);
  const django = stack.use(await startDjango(layers));
  const folder = stack.use(await ConfigFolder.with(configuration(layers)));
  const server = stack.use(await folder.serve());
  const parts = stack.move();
  return { redis, django, server, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
