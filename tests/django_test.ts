/** `group_send()` of an unchanged Django application, over several layers at once, to the viewers of our boards. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder } from "./support/configured.ts";
import { CORE, djangoTest, type Layer, PUBSUB, type RunningDjango, startDjango } from "./support/django.ts";
import { eventually } from "./support/expect.ts";
import { expectStatus } from "./support/http_client.ts";
import { type RunningRedis, startRedis } from "./support/redis.ts";
import { createSchool } from "./support/school.ts";
import { connect, type Frame } from "./support/ws_client.ts";

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
      reading: {keep: 100}
      limit: {keep: 100, schema: {type: object, required: [n]}}
django: ${JSON.stringify(django)}
`;
}

/** Everything that the steps share. */
interface World {
  redis: RunningRedis;
  django: RunningDjango;
  server: RunningBoardcast;
}

async function operations({ server }: World): Promise<Frame> {
  const token = await mintToken({ sub: "root", role: "admin" });
  return (await expectStatus(200, server, "GET", "/api/v1/operations/django", { token })).body;
}

async function following(world: World): Promise<void> {
  await eventually(
    () => operations(world),
    ({ layers }) => layers.every(({ state, test }: Frame) => state === "following" && test?.ok),
  );
}

const STEPS: [name: string, run: (world: World) => Promise<void>][] = [
  [
    "a RedisPubSubChannelLayer with msgpack reaches plain viewers, mapped by group and type",
    async (world) => {
      const { server, django } = world;
      await using viewer = await connect(`${server.wsUrl}/ws/machines/oslo/`);
      const message = {
        type: "machine.reading",
        n: 1,
        big: 2 ** 40,
        text: "blåbær",
        list: [1.5, null, true],
      };
      await django.send("default", "plant-oslo", message, { type: "limit", n: 2 });
      const { timestamp: _, ...first } = await viewer.receive();
      assert.deepEqual(first, { ...message, type: "reading" });
      assert.equal((await viewer.receive()).type, "limit");
    },
  ],
  ["what Django sends is kept when nobody watches", async ({ server, django }) => {
    await django.manage("group_send", "default", "plant-bergen", '{"type": "reading", "n": 7}');
    await eventually(
      async () =>
        (await expectStatus(200, server, "GET", "/api/v1/groups/machines_bergen/history", {
          headers: { "x-api-key": API_KEY },
        })).body,
      ({ publications }) => publications?.length === 1,
    );
  }],
];

djangoTest("Django's layers", async (t) => {
  await using redis = await startRedis();
  const layers = layersOn(redis);
  await using django = await startDjango(layers);
  await using folder = await ConfigFolder.with(configuration(layers));
  await using server = await folder.serve();
  const world = { redis, django, server };
  await createSchool(server);
  await following(world);
  for (const [name, run] of STEPS) await t.step(name, () => run(world));
});
