/** What is taken out of a record, and what becomes of a record when the rules change. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type EventRule, keyOf } from "./event_rule.ts";
import type { KeptPublication } from "./publication.ts";
import { Record } from "./record.ts";

type Rules = { readonly [event: string]: EventRule };
type Unkeyed = Omit<KeptPublication, "key">;

const EPOCH = "e1";

const rule: fc.Arbitrary<EventRule> = fc.constantFrom<EventRule[]>(
  { key: ["k"], count: 1 },
  { key: ["l"], count: 2 },
  { key: ["k", "l"], ms: 25 },
  { key: ["k"], count: 3, ms: 40 },
  { count: 3 },
  { count: 8, ms: 30 },
  { ms: 20 },
  {},
);
const rules: fc.Arbitrary<Rules> = fc.record({ a: rule, b: rule });

const publications: fc.Arbitrary<Unkeyed[]> = fc.array(
  fc.record({
    event: fc.constantFrom("a", "b"),
    k: fc.constantFrom("x", "y"),
    l: fc.constantFrom("x", "y", "z"),
    wait: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 50, size: "max" },
).map((all) => {
  let time = 1_000_000;
  return all.map(({ event, k, l, wait }, at) => {
    time += wait;
    return { offset: at + 1, event, time, id: null, text: JSON.stringify({ type: event, k, l }) };
  });
});

const offsetsOf = (all: readonly Unkeyed[]) => all.map(({ offset }) => offset);
const keyUnder = (rules: Rules, { event, text }: Unkeyed) => keyOf(rules[event]!, JSON.parse(text));

/** What of `all` is kept under `rules` at `now`: the last of each key, or of the event, that are not too old. */
function keptBy(rules: Rules, all: readonly Unkeyed[], now: number): number[] {
  return offsetsOf(all.filter((one) => {
    const { count, ms } = rules[one.event]!;
    const later = all.filter((other) =>
      other.event === one.event && other.offset > one.offset &&
      keyUnder(rules, other) === keyUnder(rules, one)
    );
    if (count === undefined && ms === undefined) return false;
    return later.length < (count ?? Infinity) && one.time > now - (ms ?? Infinity);
  }));
}

function filled(rulesOf: () => Rules, all: readonly Unkeyed[]): { record: Record; now: number } {
  const record = new Record(EPOCH, (event) => rulesOf()[event]!);
  for (const one of all) record.restore(one);
  const now = all.at(-1)?.time ?? 0;
  record.expire(now);
  return { record, now };
}

Deno.test("Record.restore() keeps each publication under the key of the rule in force", () => {
  fc.assert(fc.property(rules, publications, (rules, all) => {
    const { record, now } = filled(() => rules, all);
    const { publications: kept } = record.since();
    assert.deepEqual(offsetsOf(kept), keptBy(rules, all, now));
    for (const one of kept) assert.equal(one.key, keyUnder(rules, one));
  }));
});

Deno.test("Record.remove() takes out what is there, and changes nothing else", () => {
  fc.assert(fc.property(rules, publications, fc.array(fc.nat(60)), (rules, all, offsets) => {
    const { record } = filled(() => rules, all);
    const before = record.since({ epoch: EPOCH, offset: 0 });
    const there = new Set(offsetsOf(before.publications));
    const expected = [...new Set(offsets)].filter((offset) => there.has(offset));
    assert.deepEqual(record.remove(offsets), expected);
    assert.deepEqual(record.remove(offsets), [], "they were there once");
    for (const behind of [false, true]) {
      const { publications, gap, position } = record.since({ epoch: EPOCH, offset: 0 }, { behind });
      assert.ok(publications.every(({ offset }) => there.has(offset) && !expected.includes(offset)));
      assert.deepEqual([gap?.to, position], [before.gap?.to, before.position]);
      if (!behind) assert.equal(publications.length, there.size - expected.length);
    }
  }));
});

Deno.test("a record that goes on after Record.remove() drops nothing twice, and tells all that it drops", () => {
  fc.assert(fc.property(rules, publications, fc.array(fc.nat(50)), (rules, all, removals) => {
    const record = new Record(EPOCH, (event) => rules[event]!);
    const rows = new Set<number>();
    const forget = (offset: number) => assert.ok(rows.delete(offset), `${offset} was dropped twice`);
    for (const [at, one] of all.entries()) {
      rows.add(one.offset);
      record.restore(one).forEach(forget);
      record.remove(removals.slice(at, at + 1)).forEach(forget);
      assert.deepEqual(offsetsOf(record.since().publications), [...rows]);
    }
  }));
});

Deno.test("what was removed makes room: a log of three keeps the three that are still there", () => {
  const all = [1, 2, 3, 4].map((offset) => ({ offset, event: "a", time: offset, id: null, text: "{}" }));
  const { record } = filled(() => ({ a: { count: 3 } }), all.slice(0, 3));
  record.remove([2]);
  assert.deepEqual(record.restore(all[3]!), []);
  const { publications, gap } = record.since({ epoch: EPOCH, offset: 0 });
  assert.deepEqual([offsetsOf(publications), gap], [[1, 3, 4], null]);
});

Deno.test("Record.rearrange() keeps of what it has what the new rules keep, under their keys", () => {
  fc.assert(
    fc.property(rules, rules, publications, fc.nat(20), (before, after, all, later) => {
      let rules = before;
      const { record, now } = filled(() => rules, all);
      const had = record.since().publications;
      const { position } = record;
      rules = after;
      const dropped = record.rearrange(now + later);
      const { publications: kept } = record.since();
      assert.deepEqual(offsetsOf(kept), keptBy(after, had, now + later));
      assert.deepEqual(
        dropped.toSorted((one, other) => one - other),
        offsetsOf(had).filter((offset) => !offsetsOf(kept).includes(offset)),
      );
      for (const one of kept) assert.equal(one.key, keyUnder(after, one));
      assert.deepEqual(record.position, position);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Record.rearrange() admits a gap where a log has become smaller, not where a newer one of the key is kept", () => {
  const all = ["x", "x", "y"].map((k, at) => ({
    offset: at + 1,
    event: "a",
    time: at + 1,
    id: null,
    text: JSON.stringify({ type: "a", k }),
  }));
  const rows: [after: EventRule, kept: number[], gap: number | undefined][] = [
    [{ count: 1 }, [3], 2],
    [{ key: ["k"], count: 1 }, [2, 3], undefined],
    [{ key: ["other"], count: 1 }, [3], undefined],
    [{}, [], 3],
    [{ count: 1000 }, [1, 2, 3], undefined],
  ];
  for (const [after, kept, to] of rows) {
    let current: EventRule = { count: 10 };
    const { record } = filled(() => ({ a: current }), all);
    current = after;
    record.rearrange(3);
    const { publications, gap } = record.since({ epoch: EPOCH, offset: 0 });
    assert.deepEqual([offsetsOf(publications), gap?.to], [kept, to], JSON.stringify(after));
  }
});
