import assert from "node:assert/strict";
import { ConfigError } from "./config_error.ts";
import { loadConfig } from "./load_config.ts";

function load(django: unknown) {
  return loadConfig({ file: { name: "a.yaml", text: JSON.stringify({ django }) } }).django;
}

function problemsOf(django: unknown): string {
  try {
    load(django);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  assert.fail("it was accepted");
}

Deno.test("django takes CHANNEL_LAYERS as they are, with the defaults of channels_redis", () => {
  assert.deepEqual(load({ default: {} })["default"]!.CONFIG, {
    hosts: ["redis://localhost:6379"],
    prefix: "asgi",
    serializer_format: "msgpack",
    symmetric_encryption_keys: [],
    expiry: 60,
    group_expiry: 86_400,
    capacity: 100,
  });
  const hosts = [["10.0.0.1", 6380], "rediss://a:b@c:1", { address: "redis://d" }];
  assert.deepEqual(load({ default: { CONFIG: { hosts } } })["default"]!.CONFIG.hosts, [
    "redis://10.0.0.1:6380",
    "rediss://a:b@c:1",
    "redis://d",
  ]);
});

Deno.test("django is read from the environment as JSON", () => {
  const environment = { BOARDCAST_DJANGO: '{"default": {"CONFIG": {"prefix": "x"}}}' };
  assert.equal(loadConfig({ environment }).django["default"]!.CONFIG.prefix, "x");
});

for (
  const [django, words] of [
    [{ default: { BACKEND: "channels.layers.InMemoryChannelLayer" } }, /BACKEND .*use one of channels_redis/],
    [{ default: { CONFIG: { hosts: ["http://a"] } } }, /hosts\.0 .*use a URL such as redis:/],
    [{ default: { groups: { "a_{id}": "b" } } }, /groups .*both names of a line need the same parameters/],
    [{ default: { groups: { "a_{id": "b" } } }, /it has a \{ without a \} behind it|use a name such as/],
    [{ default: { groups: { "a*": "b" } } }, /use a name such as "orders"/],
    [
      { default: { CONFIG: { prefx: "a" } } },
      /there is no such setting; did you mean django\.default\.CONFIG\.prefix\?/,
    ],
    [{ Default: {} }, /use a name such as default/],
  ] as const
) {
  Deno.test(`django refuses ${JSON.stringify(django)} in words`, () => {
    assert.match(problemsOf(django), words);
  });
}

Deno.test("django shows no key, whatever is wrong", () => {
  const keys = { symmetric_encryption_keys: ["hunter2", 5] };
  for (const wrong of [{ CONFIG: keys }, { CONFIG: [keys] }, [keys], { CONFIG: { ...keys, expiry: "x" } }]) {
    assert.doesNotMatch(problemsOf({ default: wrong }), /hunter2/);
  }
});
