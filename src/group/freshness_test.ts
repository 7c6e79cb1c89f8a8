import assert from "node:assert/strict";
import fc from "fast-check";
import type { FreshnessReport } from "../protocol/control.ts";
import { type EventRule, keyOf, MAX_KEPT } from "../record/event_rule.ts";
import type { KeptPublication } from "../record/publication.ts";
import { Record } from "../record/record.ts";
import { Freshness, type Promised } from "./freshness.ts";

const START = 1_000_000;
const TICK: Promised = { event: "tick", every: 10 };
const STATE: Promised = { event: "state", every: 10, key: ["data.id"] };
const RULES: { [event: string]: EventRule } = {
  tick: { count: 5 },
  state: { key: ["data.id"], count: 1 },
};

/** A record with a clock: what is said is kept, and is the answer. */
class Speaking {
  readonly record = new Record("e", (event) => RULES[event]!);
  now = START;

  say(event: string, id: unknown = null): KeptPublication {
    const message = { type: event, data: { id } };
    const publication = {
      offset: this.record.position.offset + 1,
      event,
      key: keyOf(RULES[event]!, message),
      time: this.now,
      id: null,
      text: JSON.stringify(message),
    };
    this.record.append(publication);
    return publication;
  }
}

function fresh(event: string, age: number, ...key: unknown[]): FreshnessReport {
  return { event, ...key.length > 0 && { key }, status: "fresh", age };
}

function unfresh(
  event: string,
  status: "late" | "silent",
  age: number | null,
  ...key: unknown[]
): FreshnessReport {
  return { event, ...key.length > 0 && { key }, status, age, cause: "producer" };
}

Deno.test("Freshness tells from the record, also of another run, when each event and key spoke last", () => {
  const speaking = new Speaking();
  for (const [id, at] of [["a", 0], ["b", 35], ["c", 40], ["c", 55]] as const) {
    speaking.now = START + at;
    speaking.say("state", id);
  }
  const freshness = new Freshness([TICK, STATE], speaking.record, START + 60);
  assert.deepEqual(freshness.report(START + 60), [
    unfresh("tick", "silent", null),
    fresh("state", 5),
    unfresh("state", "silent", 60, "a"),
    unfresh("state", "late", 25, "b"),
  ]);
  assert.deepEqual(freshness.since(freshness.version, START + 60), []);
  assert.deepEqual(new Freshness([], speaking.record, START).report(START), []);
});

Deno.test("Freshness is late over twice and silent over five times what was promised, and says so once", () => {
  const speaking = new Speaking();
  speaking.say("tick");
  const freshness = new Freshness([TICK], speaking.record, START);
  const looks: [at: number, FreshnessReport[]][] = [
    [20, []],
    [21, [unfresh("tick", "late", 21)]],
    [22, []],
    [50, []],
    [51, [unfresh("tick", "silent", 51)]],
    [999, []],
  ];
  for (const [at, expected] of looks) {
    assert.deepEqual(freshness.look(START + at, "producer"), expected, `at ${at}`);
  }
});

Deno.test("Freshness.note() reports an event and a key that speak again, and nothing of those that never stopped", () => {
  const speaking = new Speaking();
  const first = [speaking.say("state", "a"), speaking.say("state", "b")];
  const freshness = new Freshness([STATE], new Record("e", () => ({})), START);
  assert.deepEqual(freshness.note(first, START), [fresh("state", 0)]);
  speaking.now = START + 15;
  assert.deepEqual(freshness.note([speaking.say("state", "b")], speaking.now), []);
  assert.deepEqual(freshness.look(START + 30, "producer"), [unfresh("state", "late", 30, "a")]);
  speaking.now = START + 30;
  assert.deepEqual(freshness.note([speaking.say("tick"), speaking.say("state", "a")], speaking.now), [
    fresh("state", 0, "a"),
  ]);
});

Deno.test("Freshness has the values of a key as they are in the message", () => {
  const speaking = new Speaking();
  for (const id of ['a"/"b', 7, "7", null, undefined, [1]]) speaking.say("state", id);
  const freshness = new Freshness([STATE], speaking.record, START);
  assert.deepEqual(
    freshness.look(START + 30, "producer").flatMap(({ key }) => key ? [key] : []),
    [['a"/"b'], [7], ["7"], [null], [[1]]],
  );
});

Deno.test("Freshness.look() reports another cause of what is not fresh", () => {
  const speaking = new Speaking();
  speaking.say("tick");
  const freshness = new Freshness([TICK, STATE], speaking.record, START);
  const silent = unfresh("state", "silent", null);
  assert.deepEqual(freshness.look(START + 1, "backend"), [{ ...silent, cause: "backend" }]);
  assert.deepEqual(freshness.look(START + 2, "backend"), []);
  assert.deepEqual(freshness.report(START + 2), [fresh("tick", 2), { ...silent, cause: "backend" }]);
  assert.deepEqual(freshness.look(START + 3, "producer"), [silent]);
});

Deno.test("Freshness judges a publication that comes in late by when it was published", () => {
  const speaking = new Speaking();
  const freshness = new Freshness([TICK], speaking.record, START);
  const old = speaking.say("tick");
  assert.deepEqual(freshness.note([old], START + 30), [unfresh("tick", "late", 30)]);
});

Deno.test("Freshness goes on when the clock is set back, and takes nothing for fresh because of it", () => {
  const speaking = new Speaking();
  speaking.say("tick");
  const before = START - 3_600_000;
  const freshness = new Freshness([TICK], speaking.record, START + 15);
  assert.deepEqual(freshness.look(before, "producer"), []);
  assert.deepEqual(freshness.look(before + 6, "producer"), [unfresh("tick", "late", 21)]);
  speaking.now = before + 6;
  assert.deepEqual(freshness.note([speaking.say("tick")], before + 6), [fresh("tick", 0)]);
});

Deno.test("Freshness makes sense of a record that was kept while the clock was set back", () => {
  const speaking = new Speaking();
  for (const [id, at] of [["a", 10], ["b", 0]] as const) {
    speaking.now = START + at;
    speaking.say("state", id);
  }
  const freshness = new Freshness([STATE], speaking.record, START + 15);
  assert.deepEqual(freshness.look(START + 21, "producer"), [unfresh("state", "late", 21, "b")]);

  const earlier = new Freshness([STATE], speaking.record, START - 3_600_000);
  assert.deepEqual(earlier.report(START - 3_600_000), [fresh("state", 0)], "they will have spoken");
  assert.equal(earlier.look(START - 3_600_000 + 21, "producer").length, 3);
});

Deno.test("Freshness forgets a key some time after its record has, and reports when it speaks again", () => {
  const shortLived = { ...STATE, ms: 1_000 };
  const life = 1_000 + 600_000;
  const speaking = new Speaking();
  const freshness = new Freshness([shortLived], speaking.record, START);
  freshness.note([speaking.say("state", "a")], START);
  const silent = [unfresh("state", "silent", life), unfresh("state", "silent", life, "a")];
  assert.deepEqual(freshness.look(START + life, "producer"), silent);
  assert.deepEqual(freshness.report(START + life), silent);
  assert.deepEqual(freshness.look(START + life + 1, "producer"), []);
  assert.deepEqual(freshness.report(START + life), [unfresh("state", "silent", life + 1)]);
  speaking.now = START + life + 2;
  assert.deepEqual(freshness.note([speaking.say("state", "a"), speaking.say("state", "a")], speaking.now), [
    fresh("state", 0),
    fresh("state", 0, "a"),
  ]);
});

Deno.test("Freshness keeps up with 100,000 keys, and forgets the one silent for longest when there is one more", () => {
  const speaking = new Speaking();
  const freshness = new Freshness([STATE], speaking.record, START);
  for (let id = 0; id < MAX_KEPT; id++) freshness.note([speaking.say("state", id)], START);
  freshness.note([speaking.say("state", 0)], START);
  // A look at every key would take ten thousand times as long, which is minutes.
  for (let look = 0; look < 10_000; look++) assert.equal(freshness.look(START + 20, "producer").length, 0);

  assert.deepEqual(freshness.note([speaking.say("state", "new")], START + 20), [
    unfresh("state", "silent", 20, 1),
  ]);
  speaking.now = START + 20;
  freshness.note([speaking.say("state", 0)], START + 20);
  const told: FreshnessReport[] = [];
  for (let look = 0; look < 10; look++) {
    const reports = freshness.look(START + 21, "producer");
    assert.ok(reports.length <= 10_000, "one look tells of some at most");
    told.push(...reports);
  }
  assert.deepEqual([told.length, told[0]], [MAX_KEPT - 1, unfresh("state", "late", 21, 2)]);
  assert.deepEqual(freshness.look(START + 21, "producer"), []);
});

/** What a viewer knows by the reports that it got; a key that was not mentioned is fresh. */
class Viewer {
  readonly known = new Map<string, string>();

  take(reports: readonly FreshnessReport[]): void {
    for (const report of reports) this.known.set(nameOf(report), textOf(report));
  }

  of(name: string): string {
    return this.known.get(name) ?? "fresh";
  }
}

function nameOf({ event, key }: Pick<FreshnessReport, "event" | "key">): string {
  return JSON.stringify([event, key ?? null]);
}

function textOf({ status, cause }: FreshnessReport): string {
  return cause ? `${status} ${cause}` : status;
}

const IDS = ["a", "b", "c"];
const steps = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 30 }),
    says: fc.array(fc.constantFrom("tick", ...IDS), { maxLength: 2 }),
    isBackendWell: fc.boolean(),
    catchesUp: fc.boolean(),
  }),
  { maxLength: 40, size: "max" },
);

Deno.test("Freshness tells two viewers the same as the words of the promise, one of whom lags now and then", () => {
  fc.assert(
    fc.property(steps, steps, (before, after) => {
      const speaking = new Speaking();
      const spoke = new Map<string, number>();
      const say = (what: string) => {
        const publication = what === "tick" ? speaking.say("tick") : speaking.say("state", what);
        const event = publication.event;
        for (const key of [null, ...event === "state" ? [[what]] : []]) {
          spoke.set(nameOf({ event, ...key && { key } }), speaking.now);
        }
        return publication;
      };
      for (const { wait, says } of before) {
        speaking.now += wait;
        says.forEach(say);
      }
      const freshness = new Freshness([TICK, STATE], speaking.record, speaking.now);
      const [prompt, lagging] = [new Viewer(), new Viewer()];
      for (const viewer of [prompt, lagging]) viewer.take(freshness.report(speaking.now));
      let version = freshness.version;
      const missed = new Set<string>();
      for (const { wait, says, isBackendWell, catchesUp } of after) {
        speaking.now += wait;
        const cause = isBackendWell ? "producer" : "backend";
        const told = [
          ...freshness.note(says.map(say), speaking.now),
          ...freshness.look(speaking.now, cause),
        ];
        prompt.take(told);
        for (const report of told) missed.add(nameOf(report));
        const names = new Set([nameOf(TICK), nameOf({ event: "state" }), ...spoke.keys()]);
        for (const name of names) {
          assert.equal(prompt.of(name), expected(spoke.get(name), speaking.now, cause));
        }
        if (!catchesUp) continue;
        const since = freshness.since(version, speaking.now);
        assert.deepEqual(since.map(nameOf).sort(), [...missed].sort());
        lagging.take(since);
        for (const name of names) assert.equal(lagging.of(name), prompt.of(name));
        version = freshness.version;
        missed.clear();
      }
    }),
    { numRuns: 500 },
  );
});

function expected(spoke: number | undefined, now: number, cause: string): string {
  const age = spoke === undefined ? Infinity : now - spoke;
  if (age <= 20) return "fresh";
  return `${age <= 50 ? "late" : "silent"} ${cause}`;
}
