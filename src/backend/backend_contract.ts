import assert from "node:assert/strict";
import fc from "fast-check";
import { type EventRule, keyOf } from "../record/event_rule.ts";
import {
  type Backend,
  type Draft,
  IdempotencyConflict,
  type OnAcknowledged,
  type OnPublications,
} from "./backend.ts";

/** How a backend under test is opened: with these rules and this callback, and again on the same data. */
export interface BackendUnderTest extends AsyncDisposable {
  open(options: {
    ruleOf: (group: string, event: string) => EventRule;
    onPublications: OnPublications;
    onAcknowledged?: OnAcknowledged;
  }): Promise<Backend>;
}

const RULES: { [event: string]: EventRule } = {
  log: { count: 5 },
  state: { key: ["k"], count: 1 },
  transient: {},
};

const ruleOf = (_group: string, event: string) => RULES[event]!;

/** Registers the tests that every backend must pass. */
export function testBackend(name: string, create: () => Promise<BackendUnderTest>): void {
  Deno.test(`${name} numbers publications 1, 2, 3 … per group and keeps them before it answers`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const published = await backend.records.publish([draft("a"), draft("b"), draft("a")]);
    assert.deepEqual(published.map(({ group, offset }) => [group, offset]), [["a", 1], ["b", 1], ["a", 2]]);
    // Groups may have epochs of their own.
    assert.equal(published[0]!.epoch, published[2]!.epoch);
    const { publications, position } = await backend.records.read("a", (record) => record.since());
    assert.equal(position.epoch, published[0]!.epoch);
    assert.deepEqual(publications.map(({ offset }) => offset), [1, 2]);
  });

  Deno.test(`${name} hands on what it kept in open groups, in order, before it answers`, async () => {
    await using under = await create();
    const arrived = new Map<string, (number | null)[]>();
    await using backend = await under.open({
      ruleOf,
      onPublications: (turn) => {
        for (const [group, publications] of turn) {
          arrived.set(group, [...arrived.get(group) ?? [], ...publications.map(({ offset }) => offset)]);
        }
      },
    });
    for (const group of ["a", "b"]) await backend.records.open(group);
    const drafts = [draft("b"), draft("a"), draft("a", "transient"), draft("b"), draft("a")];
    await Promise.all(drafts.map((one) => backend.records.publish([one])));
    assert.deepEqual([...arrived], [["b", [1, 2]], ["a", [1, null, 2]]]);
  });

  Deno.test(`${name} keeps records and epoch over a restart, however they were published and trimmed`, async () => {
    await fc.assert(
      fc.asyncProperty(publishing(), async (turns) => {
        await using under = await create();
        const groups = ["a", "b"];
        const before = await (async () => {
          await using backend = await under.open({ ruleOf, onPublications: () => {} });
          for (const turn of turns) await Promise.all(turn.map((one) => backend.records.publish([one])));
          return await snapshots(backend, groups);
        })();
        await using backend = await under.open({ ruleOf, onPublications: () => {} });
        assert.deepEqual(await snapshots(backend, groups), before);
      }),
      { numRuns: 25 },
    );
  });

  Deno.test(`${name} answers a repeated idempotency key with the first answer, also when they race`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const idempotency = { key: "k1", fingerprint: "f1" };
    const [one, two] = await Promise.all(
      [1, 2].map(() => backend.records.publish([draft("a")], { idempotency })),
    );
    assert.deepEqual(two, one);
    assert.deepEqual(await backend.records.publish([draft("a")], { idempotency }), one);
    assert.equal((await backend.records.read("a", (record) => record.position)).offset, 1);
    await assert.rejects(
      backend.records.publish([draft("a")], { idempotency: { key: "k1", fingerprint: "other" } }),
      IdempotencyConflict,
    );
  });

  Deno.test(`${name} goes on numbering when a request of the same turn is refused`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const publish = (fingerprint?: string) =>
      backend.records.publish([draft("a")], fingerprint ? { idempotency: { key: "k", fingerprint } } : {});
    await publish("one");
    const [refused, ...kept] = await Promise.allSettled([publish("another"), publish(), publish()]);
    assert.equal(refused?.status, "rejected");
    assert.deepEqual(kept.map(({ status }) => status), ["fulfilled", "fulfilled"]);
    assert.equal((await publish())[0]?.offset, 4);
  });

  Deno.test(`${name} keeps an open record current`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const record = await backend.records.open("a");
    await backend.records.publish([draft("a"), draft("a")]);
    assert.equal(record.position.offset, 2);
    backend.records.close("a");
  });

  Deno.test(`${name} stores documents, lists them by prefix, and forgets expired ones`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const { store } = backend;
    await store.transaction([], (transaction) => {
      for (const id of ["a/1", "a/2", "b/1"]) transaction.put("things", id, { id });
      transaction.put("things", "a/old", { id: "old" }, { expires: Date.now() - 1 });
    });
    assert.deepEqual(await store.get("things", "a/2"), { id: "a/2" });
    assert.equal(await store.get("things", "a/old"), undefined);
    assert.equal(await store.get("others", "a/2"), undefined);
    const ids = async (options: Parameters<typeof store.list>[1]) =>
      (await store.list("things", options)).map(({ id }) => id);
    assert.deepEqual(await ids({ prefix: "a/" }), ["a/1", "a/2"]);
    assert.deepEqual(await ids({ after: "a/1", limit: 1 }), ["a/2"]);
    assert.deepEqual(await ids({ reverse: true }), ["b/1", "a/2", "a/1"]);
    assert.deepEqual(await ids({ reverse: true, prefix: "a/" }), ["a/2", "a/1"]);
    assert.deepEqual(await ids({ reverse: true, after: "b/1", limit: 1 }), ["a/2"]);
  });

  Deno.test(`${name} runs a transaction whole or not at all, and counts without losing any`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    const { store } = backend;
    const increment = () =>
      store.transaction([["counters", "c"]], (transaction) => {
        const count = (transaction.get<{ count: number }>("counters", "c")?.count ?? 0) + 1;
        transaction.put("counters", "c", { count });
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    await assert.rejects(
      store.transaction([["counters", "c"]], (transaction) => {
        transaction.put("counters", "c", { count: 0 });
        throw new RangeError("no");
      }),
      RangeError,
    );
    assert.deepEqual(await store.get("counters", "c"), { count: 50 });
  });

  Deno.test(`${name} lets a transaction read only what it named`, async () => {
    await using under = await create();
    await using backend = await under.open({ ruleOf, onPublications: () => {} });
    await assert.rejects(
      backend.store.transaction([], (transaction) => transaction.get("a", "b")),
      TypeError,
    );
  });
}

/** A draft for `group`; a `state` has the key `key`. */
export function draft(group: string, event = "log", key = "k"): Draft {
  const message = { type: event, k: key };
  return { group, event, key: keyOf(RULES[event]!, message), id: null, text: JSON.stringify(message) };
}

function publishing(): fc.Arbitrary<Draft[][]> {
  const one = fc.tuple(
    fc.constantFrom("a", "b"),
    fc.constantFrom(...Object.keys(RULES)),
    fc.constantFrom("x", "y", "z"),
  ).map(([group, event, key]) => draft(group, event, key));
  return fc.array(fc.array(one, { maxLength: 8 }), { maxLength: 8 });
}

function snapshots(backend: Backend, groups: string[]): Promise<unknown[]> {
  return Promise.all(groups.map((group) =>
    backend.records.read(group, (record) => ({
      position: record.position,
      trimmed: record.trimmed,
      kept: record.since().publications,
    }))
  ));
}
