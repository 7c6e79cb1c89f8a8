import assert from "node:assert/strict";
import type { EventRule } from "../record/event_rule.ts";
import type { Record } from "../record/record.ts";
import type { Backend } from "./backend.ts";
import { type BackendUnderTest, draft } from "./backend_contract.ts";

const LOG: EventRule = { count: 9 };
const onPublications = () => {};

/** Registers the tests that every backend must pass when something is acknowledged or the rules of events change. */
export function testChanges(name: string, create: () => Promise<BackendUnderTest>): void {
  Deno.test(`${name} takes out what is acknowledged, for good, and nobody misses it`, async () => {
    await using under = await create();
    const options = { ruleOf: () => LOG, onPublications };
    {
      await using backend = await under.open(options);
      await publish(backend, 4);
      assert.deepEqual(await backend.records.acknowledge("a", [4, 2, 7, 2]), [4, 2]);
      assert.deepEqual(await state(backend), { kept: [1, 3], offset: 4, gap: null });
    }
    await using backend = await under.open(options);
    assert.deepEqual(await state(backend), { kept: [1, 3], offset: 4, gap: null });
    await publish(backend, 1);
    assert.deepEqual(await state(backend), { kept: [1, 3, 5], offset: 5, gap: null });
  });

  Deno.test(`${name} hands on what is acknowledged after what is published, and before it answers`, async () => {
    await using under = await create();
    const arrived: unknown[] = [];
    await using backend = await under.open({
      ruleOf: () => LOG,
      onPublications: (turn) => arrived.push(["published", ...turn.keys()]),
      onAcknowledged: (group, offsets) => arrived.push([group, ...offsets]),
    });
    await publish(backend, 4);
    arrived.length = 0;
    const one = backend.records.acknowledge("a", [1, 2]);
    const other = backend.records.acknowledge("a", [2, 3]);
    const answers = [await one, await other];
    assert.deepEqual(answers.flat().toSorted(), [1, 2, 3], "each of them once");
    assert.deepEqual(arrived.flat().filter((item) => typeof item === "number").toSorted(), [1, 2, 3]);
    arrived.length = 0;
    await backend.records.acknowledge("a", [1, 2, 3, 99]);
    assert.deepEqual(arrived, [], "nothing of it was there");
    const published = publish(backend, 1);
    await backend.records.acknowledge("a", [4]);
    await published;
    assert.deepEqual(arrived, [["published", "a"], ["a", 4]]);
  });

  Deno.test(`${name} keeps an open record current when something is acknowledged`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf: () => LOG, onPublications });
    await publish(backend, 2);
    const record = await backend.records.open("a");
    await backend.records.acknowledge("a", [1]);
    assert.deepEqual(offsets(record), [2]);
    backend.records.close("a");
  });

  Deno.test(`${name} has nothing to acknowledge in a group that nobody published to`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf: () => LOG, onPublications });
    assert.deepEqual(await backend.records.acknowledge("a", [1, 2]), []);
    assert.equal((await publish(backend, 1))[0], 1);
  });

  Deno.test(`${name} arranges what is open by changed rules, and does not bring back what they dropped`, async () => {
    await using under = await create();
    let rule = LOG;
    const options = { ruleOf: () => rule, onPublications };
    {
      await using backend = await under.open(options);
      await publish(backend, 6);
      const record = await backend.records.open("a");
      rule = { count: 2 };
      await backend.records.rulesChanged();
      assert.deepEqual(offsets(record), [5, 6]);
      assert.equal(record.since({ ...record.position, offset: 3 }).gap?.to, 4);
      rule = LOG;
      await backend.records.rulesChanged();
      await publish(backend, 1);
      assert.equal(await backend.records.open("a"), record, "it is the same one");
      assert.deepEqual(offsets(record), [5, 6, 7]);
    }
    await using backend = await under.open(options);
    const { kept, gap } = await state(backend);
    assert.deepEqual([kept, gap?.to], [[5, 6, 7], 4]);
  });

  Deno.test(`${name} has deleted what changed rules do not keep once it says so`, async () => {
    await using under = await create();
    let rule = LOG;
    const options = { ruleOf: () => rule, onPublications };
    {
      await using backend = await under.open(options);
      // What nobody has open may be arranged when somebody opens it or publishes to it.
      await backend.records.open("a");
      await publish(backend, 6);
      rule = { count: 2 };
      await backend.records.rulesChanged();
    }
    rule = LOG;
    await using backend = await under.open(options);
    const { kept, gap } = await state(backend);
    assert.deepEqual([kept, gap?.to], [[5, 6], 4]);
  });

  Deno.test(`${name} gives what it keeps the keys of the rule in force, also what is being published`, async () => {
    await using under = await create();
    let rule = LOG;
    const options = { ruleOf: () => rule, onPublications };
    const keys = (backend: Backend) =>
      backend.records.read(
        "a",
        (record) => record.since().publications.map(({ offset, key }) => [offset, key]),
      );
    {
      await using backend = await under.open(options);
      const publishing = ["x", "y", "x"].map((k) => backend.records.publish([draft("a", "log", k)]));
      rule = { key: ["k"], count: 1 };
      await Promise.all([...publishing, backend.records.rulesChanged()]);
      assert.deepEqual(await keys(backend), [[2, '"y"'], [3, '"x"']]);
    }
    rule = { key: ["type"], count: 1 };
    await using backend = await under.open(options);
    assert.deepEqual(await keys(backend), [[3, '"log"']]);
  });

  Deno.test(`${name} reads a record once, however often it is asked for`, async () => {
    await using under = await create();
    const options = { ruleOf: () => LOG, onPublications };
    {
      await using backend = await under.open(options);
      await publish(backend, 1);
    }
    await using backend = await under.open(options);
    const { records } = backend;
    const before = records.loads;
    await Promise.all([records.open("a"), records.open("a"), state(backend), publish(backend, 2)]);
    assert.equal(records.loads, before + 1);
  });
}

async function publish(backend: Backend, count: number): Promise<(number | null)[]> {
  const published = await backend.records.publish(Array.from({ length: count }, () => draft("a")));
  return published.map(({ offset }) => offset);
}

function state(backend: Backend) {
  return backend.records.read("a", (record) => {
    const { position: { epoch, offset }, gap } = record.since({ ...record.position, offset: 0 });
    assert.equal(epoch, record.epoch);
    return { kept: offsets(record), offset, gap };
  });
}

function offsets(record: Record): number[] {
  return record.since().publications.map(({ offset }) => offset);
}
