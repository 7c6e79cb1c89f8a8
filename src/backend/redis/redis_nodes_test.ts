import assert from "node:assert/strict";
import { eventually } from "../../../tests/support/expect.ts";
import { type RunningRedis, startRedis } from "../../../tests/support/redis.ts";
import { newNode, type OnTold } from "../nodes.ts";
import { WhileFirst } from "../while_first.ts";
import { claimFormat } from "./format.ts";
import { RedisLink } from "./redis_link.ts";
import { RedisNodes } from "./redis_nodes.ts";

/** A node with its own link. Disposing it says goodbye; `die` does not. */
class Opened implements AsyncDisposable {
  readonly link: RedisLink;
  readonly nodes: RedisNodes;

  private constructor(link: RedisLink, nodes: RedisNodes) {
    this.link = link;
    this.nodes = nodes;
  }

  static async at(redis: RunningRedis, onTold: OnTold = () => {}, prefix = "boardcast"): Promise<Opened> {
    const link = await openLink(redis, prefix);
    return new Opened(link, await RedisNodes.open(link, newNode("1"), onTold));
  }

  /** What the others tell of `name`, in no order. */
  told(topic: string, name: string): unknown[] {
    return this.nodes.told(topic).map((facts) => facts.get(name)).filter((fact) => fact !== undefined);
  }

  get ids(): string[] {
    return this.nodes.all.map(({ id }) => id).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nodes[Symbol.asyncDispose]();
    this.link[Symbol.dispose]();
  }
}

function openLink({ url }: RunningRedis, prefix: string): Promise<RedisLink> {
  const tls = { ca: null, cert: null, key: null };
  const rest = { sentinel: null, sentinelPassword: null, user: null, password: null };
  return RedisLink.open({ urls: [url], prefix, tls, ...rest });
}

async function until<T>(read: () => T, expected: T): Promise<void> {
  await eventually(
    () => Promise.resolve(JSON.stringify(read())),
    (now) => now === JSON.stringify(expected),
    20_000,
  );
}

Deno.test("RedisNodes tell each other facts, one who comes later all of them, and forget who says goodbye", async () => {
  await using redis = await startRedis();
  const heard: unknown[] = [];
  await using one = await Opened.at(redis, (topic, names) => heard.push([topic, ...names]));
  {
    await using two = await Opened.at(redis);
    two.nodes.tell("members", "g", 3);
    two.nodes.tell("members", "h", 1);
    two.nodes.tell("members", "h", null);
    await until(() => one.told("members", "g"), [3]);
    assert.deepEqual(one.told("members", "h"), []);
    one.nodes.tell("people", "ann", "Ann");
    await using three = await Opened.at(redis);
    await until(() => three.told("members", "g"), [3]);
    await until(() => three.told("people", "ann"), ["Ann"]);
    await until(() => one.ids.length, 3);
    assert.deepEqual(one.ids, three.ids);
    two.nodes.tell("members", "g", 4);
    await until(() => [...one.told("members", "g"), ...three.told("members", "g")], [4, 4]);
    heard.length = 0;
  }
  await until(() => one.told("members", "g"), []);
  assert.deepEqual(one.ids, [one.nodes.self.id]);
  assert.ok(heard.some((change) => JSON.stringify(change) === '["members","g"]'), JSON.stringify(heard));
});

Deno.test("RedisNodes forget a node that is silent, and have it again when it speaks", async () => {
  await using redis = await startRedis();
  await using one = await Opened.at(redis);
  await using two = await Opened.at(redis);
  two.nodes.tell("members", "g", 3);
  await until(() => one.told("members", "g"), [3]);
  // As if it had said nothing for longer than it may.
  await redis.cli("ZADD", "boardcast:{nodes}", "1", two.nodes.self.id);
  await until(() => one.ids.length, 1);
  assert.deepEqual(one.told("members", "g"), []);
  await until(() => one.told("members", "g"), [3]);
});

for (const empty of [true, false]) {
  Deno.test(`RedisNodes know each other after Redis was restarted ${empty ? "without" : "with"} its data`, async () => {
    await using redis = await startRedis();
    await using one = await Opened.at(redis);
    await using two = await Opened.at(redis);
    two.nodes.tell("members", "g", 3);
    await until(() => one.told("members", "g"), [3]);
    await redis.stop({ save: !empty });
    two.nodes.tell("members", "g", 5);
    one.nodes.tell("members", "g", 1);
    assert.deepEqual(one.told("members", "g"), [3], "what is known stays known");
    await redis.start({ empty });
    await until(() => one.told("members", "g"), [5]);
    await until(() => two.told("members", "g"), [1]);
  });
}

Deno.test("RedisNodes of another prefix are others", async () => {
  await using redis = await startRedis();
  await using one = await Opened.at(redis);
  await using other = await Opened.at(redis, () => {}, "boardcast2");
  other.nodes.tell("members", "g", 3);
  await using two = await Opened.at(redis);
  two.nodes.tell("members", "g", 1);
  await until(() => one.told("members", "g"), [1]);
  assert.equal(other.ids.length, 1);
});

Deno.test("claimFormat() refuses what another version has written", async () => {
  await using redis = await startRedis();
  using link = await openLink(redis, "boardcast");
  await claimFormat(link);
  await claimFormat(link);
  await redis.cli("SET", "boardcast:format", "2");
  await assert.rejects(
    claimFormat(link),
    /Under the prefix "boardcast" Redis has format 2, .* redis\.prefix/,
  );
});

Deno.test("WhileFirst passes what one node does for all to the next oldest", async () => {
  await using redis = await startRedis();
  const working = new Set<string>();
  const workOf = ({ nodes }: Opened) =>
    new WhileFirst(nodes, () => {
      working.add(nodes.self.id);
      return { [Symbol.dispose]: () => void working.delete(nodes.self.id) };
    });
  const one = await Opened.at(redis);
  using _first = workOf(one);
  await using two = await Opened.at(redis);
  await until(() => [one.ids.length, two.ids.length], [2, 2]);
  using _second = workOf(two);
  assert.deepEqual([...working], [one.nodes.self.id]);
  await one[Symbol.asyncDispose]();
  _first[Symbol.dispose]();
  await until(() => [...working], [two.nodes.self.id]);
});
