import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventRule } from "./event_rule.ts";
import type { KeptPublication } from "./publication.ts";
import { Record } from "./record.ts";

const RULES: { [event: string]: EventRule } = {
  state: { key: ["k"], count: 1 },
  log: { count: 4 },
  longLog: { count: 50 },
  series: { key: ["k"], count: 3 },
  shortLived: { ms: 20 },
  shortSeries: { key: ["k"], ms: 30 },
  shortLivedSeries: { key: ["k"], count: 3, ms: 30 },
};

const EPOCH = "e1";

/** A model that keeps everything that was ever published, and says by the words of the rules what is due. */
class Model {
  readonly all: KeptPublication[] = [];

  publish(event: string, key: string, time: number): KeptPublication {
    const offset = this.all.length + 1;
    const isKeyed = RULES[event]!.key !== undefined;
    const publication = { offset, event, key: isKeyed ? key : null, time, id: null, text: `{"n":${offset}}` };
    this.all.push(publication);
    return publication;
  }

  /** What is kept at `now`: the last of each key, or of the event, that are not too old. */
  kept(now: number): KeptPublication[] {
    return this.all.filter((publication) => {
      const { count = Infinity, ms = Infinity } = RULES[publication.event]!;
      const later = this.all.filter(({ event, key, offset }) =>
        event === publication.event && key === publication.key && offset > publication.offset
      );
      return later.length < count && publication.time > now - ms;
    });
  }

  /** The newest publication of a log that is not kept any more: a viewer who was behind it has a gap. */
  lost(now: number): number {
    const kept = new Set(this.kept(now).map(({ offset }) => offset));
    return Math.max(
      0,
      ...this.all.filter(({ key, offset }) => key === null && !kept.has(offset)).map(({ offset }) => offset),
    );
  }
}

const steps = fc.array(
  fc.record({
    event: fc.constantFrom(...Object.keys(RULES)),
    key: fc.constantFrom("a", "b", "c"),
    wait: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 80, size: "max" },
);

function play(
  played: { event: string; key: string; wait: number }[],
): { model: Model; record: Record; now: number } {
  const model = new Model();
  const record = new Record(EPOCH, (event) => RULES[event]!);
  let now = 1_000_000;
  for (const { event, key, wait } of played) {
    now += wait;
    record.append(model.publish(event, key, now));
  }
  record.expire(now);
  return { model, record, now };
}

const numbers = (publications: readonly KeptPublication[]) => publications.map(({ offset }) => offset);

Deno.test("Record.since() returns exactly what the rules keep after the position, once and in order", () => {
  fc.assert(
    fc.property(steps, fc.nat(90), (played, at) => {
      const { model, record, now } = play(played);
      const offset = Math.min(at, model.all.length);
      const { publications, position } = record.since({ epoch: EPOCH, offset });
      assert.deepEqual(numbers(publications), numbers(model.kept(now)).filter((kept) => kept > offset));
      assert.deepEqual(position, { epoch: EPOCH, offset: model.all.length });
    }),
    { numRuns: 500 },
  );
});

Deno.test("Record.since() admits a gap exactly when a log has lost something after the position", () => {
  fc.assert(
    fc.property(steps, fc.nat(90), (played, at) => {
      const { model, record, now } = play(played);
      const offset = Math.min(at, model.all.length);
      const lost = model.lost(now);
      const { gap } = record.since({ epoch: EPOCH, offset });
      if (lost <= offset) return assert.equal(gap, null);
      assert.equal(gap?.from, offset + 1);
      assert.equal(gap?.to, lost);
      assert.equal(gap?.until, model.all[lost - 1]!.time);
      assert.equal(gap?.cause, "trimmed");
    }),
    { numRuns: 500 },
  );
});

Deno.test("Record.since() gives a viewer who is behind the newest per key and every log entry", () => {
  fc.assert(
    fc.property(steps, fc.nat(90), (played, at) => {
      const { model, record, now } = play(played);
      const offset = Math.min(at, model.all.length);
      const due = model.kept(now).filter((publication) => publication.offset > offset);
      const newest = due.filter(({ event, key, offset }) =>
        key === null ||
        !due.some((other) => other.event === event && other.key === key && other.offset > offset)
      );
      assert.deepEqual(
        numbers(record.since({ epoch: EPOCH, offset }, { behind: true }).publications),
        numbers(newest),
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("Record.since() gives a new viewer all that is kept, and no gap", () => {
  fc.assert(fc.property(steps, (played) => {
    const { model, record, now } = play(played);
    const { publications, gap } = record.since();
    assert.deepEqual(numbers(publications), numbers(model.kept(now)));
    assert.equal(gap, null);
  }));
});

Deno.test("Record.since() tells one viewer everything in steps as it tells another at once", () => {
  fc.assert(fc.property(steps, fc.nat(40), (played, cut) => {
    const model = new Model();
    const record = new Record(EPOCH, () => ({ count: 1000 }));
    const seen: number[] = [];
    let position = record.position;
    for (const [index, { event }] of played.entries()) {
      record.append({ ...model.publish(event, "a", index), key: null });
      if (index % (cut + 1) !== 0) continue;
      const since = record.since(position);
      seen.push(...numbers(since.publications));
      position = since.position;
    }
    seen.push(...numbers(record.since(position).publications));
    assert.deepEqual(seen, numbers(model.all));
  }));
});

for (
  const [name, position] of [
    ["another epoch", { epoch: "other", offset: 2 }],
    ["the future", { epoch: EPOCH, offset: 99 }],
  ] as const
) {
  Deno.test(`Record.since() answers a position from ${name} with a gap and all that is kept`, () => {
    const { record } = play([1, 2, 3].map(() => ({ event: "log", key: "a", wait: 1 })));
    const { publications, gap } = record.since(position);
    assert.deepEqual(numbers(publications), [1, 2, 3]);
    assert.equal(gap?.cause, "restarted");
  });
}

Deno.test("Record bounds the keys of an event, drops the one that is longest unchanged, and admits it", () => {
  const record = new Record(EPOCH, () => ({ key: ["k"], count: 1 }), { maxKept: 3 });
  const model = new Model();
  for (const key of ["a", "b", "c", "a", "d"]) record.append({ ...model.publish("state", key, 1) });
  const { publications, gap } = record.since({ epoch: EPOCH, offset: 0 });
  assert.deepEqual(publications.map(({ key }) => key), ["c", "a", "d"]);
  assert.deepEqual([gap?.from, gap?.to], [1, 2]);
});

Deno.test("Record.append() names exactly the offsets that are not kept any more", () => {
  fc.assert(fc.property(steps, (played) => {
    const model = new Model();
    const record = new Record(EPOCH, (event) => RULES[event]!);
    const rows = new Set<number>();
    let now = 1;
    for (const { event, key, wait } of played) {
      now += wait;
      const publication = model.publish(event, key, now);
      rows.add(publication.offset);
      for (const dropped of record.append(publication)) {
        assert.ok(rows.delete(dropped), `${dropped} was dropped twice`);
      }
    }
    assert.deepEqual([...rows], numbers(record.since().publications));
  }));
});
