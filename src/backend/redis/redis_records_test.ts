import assert from "node:assert/strict";
import fc from "fast-check";
import { startRedis } from "../../../tests/support/redis.ts";
import { redisAt } from "../../../tests/support/redis_options.ts";
import { type EventRule, keyOf } from "../../record/event_rule.ts";
import { isKept, Record } from "../../record/record.ts";
import type { Backend, BackendEvents, Draft } from "../backend.ts";
import { RedisBackend } from "./redis_backend.ts";

const RULES: { [event: string]: EventRule } = {
  log: { count: 3 },
  hour: { ms: 3_600_000 },
  state: { key: ["k"], count: 1 },
  series: { key: ["k"], count: 2 },
  transient: {},
};

const ruleOf = (_group: string, event: string) => RULES[event]!;
const redis = await startRedis();
Deno.test.afterAll(async () => await redis[Symbol.asyncDispose]());
let installations = 0;

/** Opens a backend as often as asked, each as another node of one new installation. */
function installation() {
  const options = redisAt(redis.url, { prefix: `test${installations++}` });
  return (events: Partial<BackendEvents> = {}) =>
    RedisBackend.open(options, { ruleOf, onPublications: () => {}, ...events });
}

type Step = { readonly drafts: Draft[] } | { readonly acknowledge: number[] };

Deno.test("RedisRecords: a replica, also one that is loaded late, equals a record that saw everything", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(), { maxLength: 12 }), async (steps) => {
      const node = installation();
      const seen = new Map(["a", "b"].map((group) => [group, null as Record | null]));
      await using one = await node({
        onPublications: (turn) => {
          for (const [group, publications] of turn) {
            for (const publication of publications) {
              if (isKept(publication)) seen.get(group)!.append(publication);
            }
          }
        },
        onAcknowledged: (group, offsets) => seen.get(group)!.remove(offsets),
      });
      for (const group of seen.keys()) {
        const { epoch } = await one.records.open(group);
        seen.set(group, new Record(epoch, (event) => RULES[event]!));
      }
      for (const step of steps) await take(one, step);
      await using late = await node();
      for (const [group, record] of seen) {
        const expected = snapshot(record!);
        assert.deepEqual(await one.records.read(group, snapshot), expected, "the one that was open");
        assert.deepEqual(await late.records.read(group, snapshot), expected, "the one that is loaded late");
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("RedisRecords hands to every node what is published on any, in order, exactly once", async () => {
  const node = installation();
  const heard: number[][] = [[], []];
  await using one = await node({ onPublications: into(heard[0]!) });
  await using other = await node({ onPublications: into(heard[1]!) });
  for (const { records } of [one, other]) await records.open("a");
  const publishing = Array.from(
    { length: 200 },
    (_, index) => (index % 2 ? one : other).records.publish([draft("a", "hour", "x")]),
  );
  const offsets = (await Promise.all(publishing)).map(([published]) => published!.offset);
  const expected = Array.from({ length: 200 }, (_, index) => index + 1);
  assert.deepEqual(offsets.toSorted((a, b) => a! - b!), expected);
  await until(() => heard.every(({ length }) => length === 200));
  assert.deepEqual(heard, [expected, expected]);
});

Deno.test("RedisRecords answers an idempotency key on every node with the one answer, also when they race", async () => {
  const node = installation();
  await using one = await node();
  await using other = await node();
  const idempotency = { key: "k", fingerprint: "f" };
  const publish = ({ records }: Backend) => records.publish([draft("a"), draft("b")], { idempotency });
  const answers = await Promise.all([one, other, one, other].map(publish));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.equal(await one.records.read("b", ({ position }) => position.offset), 1);
});

Deno.test("RedisRecords of another prefix hear and have nothing", async () => {
  const heard: number[] = [];
  await using one = await installation()();
  await using foreign = await installation()({ onPublications: into(heard) });
  await foreign.records.open("a");
  await one.records.publish([draft("a")]);
  await foreign.records.publish([draft("a")]);
  assert.deepEqual(heard, [1]);
});

Deno.test("RedisRecords sends one command to publish, however much in one turn, and reads once for all viewers", async () => {
  await using node = await installation()();
  await Promise.all(Array.from({ length: 1000 }, () => node.records.open("a")));
  assert.equal(node.records.loads, 1);
  await node.records.publish([draft("a")]);
  const commands = async () =>
    Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.cli("INFO", "commandstats"))![1]);
  const before = await commands();
  await Promise.all(Array.from({ length: 50 }, (_, index) => node.records.publish([draft(`g${index % 5}`)])));
  assert.equal(await commands() - before, 1);
});

Deno.test("RedisRecords drops what its rule keeps for some time only, in Redis and in replicas", async () => {
  const brief: EventRule = { ms: 200 };
  const node = installation();
  await using one = await node({ ruleOf: () => brief });
  await one.records.publish([draft("a"), draft("a")]);
  const time = Date.now();
  await until(() => Date.now() > time + 250);
  await one.records.publish([draft("a")]);
  await using late = await node({ ruleOf: () => brief });
  const { publications, gap } = await late.records.read(
    "a",
    (record) => record.since({ ...record.position, offset: 0 }),
  );
  assert.deepEqual([publications.map(({ offset }) => offset), gap?.to], [[3], 2]);
});

Deno.test("RedisRecords indexes a group anew when a node comes with another key for an event", async () => {
  const node = installation();
  {
    await using before = await node({ ruleOf: () => ({ count: 9 }) });
    await before.records.publish(["x", "y", "x"].map((k) => draft("a", "log", k)));
  }
  await using after = await node({ ruleOf: () => ({ key: ["k"], count: 1 }) });
  await after.records.publish([{ ...draft("a", "log", "y"), key: '"y"' }]);
  const offsets = (backend: Backend) =>
    backend.records.read("a", (record) => record.since().publications.map(({ offset }) => offset));
  assert.deepEqual(await offsets(after), [3, 4]);
  await using late = await node({ ruleOf: () => ({ key: ["k"], count: 1 }) });
  assert.deepEqual(await offsets(late), [3, 4]);
});

function into(heard: number[]): BackendEvents["onPublications"] {
  return (turn) => heard.push(...[...turn.values()].flat().map(({ offset }) => offset ?? 0));
}

function draft(group: string, event = "log", k = "x"): Draft {
  const message = { type: event, k };
  return { group, event, key: keyOf(RULES[event]!, message), id: null, text: JSON.stringify(message) };
}

function step(): fc.Arbitrary<Step> {
  const one = fc.tuple(
    fc.constantFrom("a", "b"),
    fc.constantFrom(...Object.keys(RULES)),
    fc.constantFrom("x", "y", "z"),
  ).map((parts) => draft(...parts));
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ drafts: fc.array(one, { maxLength: 6 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ acknowledge: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }) }),
    },
  );
}

async function take({ records }: Backend, step: Step): Promise<void> {
  if ("acknowledge" in step) await records.acknowledge("a", step.acknowledge);
  else await Promise.all(step.drafts.map((one) => records.publish([one])));
}

function snapshot(record: Record) {
  return { position: record.position, trimmed: record.trimmed, kept: record.since().publications };
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !condition();) {
    if (Date.now() > deadline) throw new Error("It did not come about within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
