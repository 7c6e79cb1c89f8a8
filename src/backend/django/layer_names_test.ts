import assert from "node:assert/strict";
import { LayerNames } from "./layer_names.ts";
import { NameMap } from "./name_map.ts";
import { shardOf } from "./shard.ts";

/** As `channels_redis.utils._consistent_hash` has them, of 1, 2, 3 and 5 hosts. */
const SHARDS: [name: string, ...shards: number[]][] = [
  ["dash-1", 0, 1, 2, 4],
  ["school_1_dashboard", 0, 0, 0, 0],
  ["specific.abc!", 0, 1, 2, 4],
  ["ü", 0, 1, 1, 3],
];

Deno.test("shardOf() finds the server where channels_redis keeps a name", () => {
  for (const [name, ...shards] of SHARDS) {
    assert.deepEqual([1, 2, 3, 5].map((hosts) => shardOf(name, hosts)), shards, name);
  }
});

Deno.test("LayerNames gives the names of channels_redis", () => {
  const names = new LayerNames("my:pre[x]", { hosts: 2, installation: "0123456789ab" });
  assert.equal(names.channel("dash-1"), "my:pre[x]__group__dash-1");
  assert.equal(names.channelGlob("dash-*"), "my:pre\\[x\\]__group__dash-*");
  assert.equal(names.groupOf("my:pre[x]__group__a__group__b"), "a__group__b");
  assert.equal(names.members("dash-1"), "my:pre[x]:group:dash-1");
  const member = names.ownMember("dash-1");
  assert.match(member, /^specific\.0123456789ab-[0-9a-f]{20}!b$/);
  assert.ok(names.isOwn(member) && !names.isOwn("specific.0123!b"));
  assert.equal(names.receiveKey(member), `my:pre[x]${member.slice(0, -1)}`);
  assert.notEqual(names.receiveKey(names.ownMember("dash-2")), names.receiveKey(member));
  assert.equal(names.receiveKey("general"), "my:pre[x]general");
});

Deno.test("NameMap leads names through the first line that fits, and back", () => {
  const map = new NameMap({
    "school_{id}_dashboard": "schools_{id}",
    "{kind}-{id}": "{id}.{kind}",
    news: "headlines",
  });
  assert.equal(map.to("school_7_dashboard"), "schools_7");
  assert.equal(map.to("a-b-c"), "c.a-b");
  assert.equal(map.to("news"), "headlines");
  assert.equal(map.to("school__dashboard"), undefined);
  assert.equal(map.to("old news"), undefined);
  assert.equal(map.from("schools_7"), "school_7_dashboard");
  assert.equal(map.from("c.a"), "a-c");
  assert.equal(map.from("other"), undefined);
  assert.deepEqual(map.globs, ["school_*_dashboard", "*-*", "news"]);
  assert.deepEqual(map.fixed, ["news"]);
  assert.equal(map.globOf("school_1-2_dashboard"), "school_*_dashboard");
});

Deno.test("NameMap without lines leads every name to itself", () => {
  const map = new NameMap(undefined);
  assert.deepEqual([map.to("a"), map.from("b"), map.globs, map.fixed], ["a", "b", ["*"], null]);
  const none = new NameMap({});
  assert.deepEqual([none.to("a"), none.globs, none.fixed], [undefined, [], []]);
});
