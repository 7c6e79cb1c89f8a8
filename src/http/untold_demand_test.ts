import assert from "node:assert/strict";
import fc from "fast-check";
import type { DemandChange } from "../group/demand.ts";
import { UntoldDemand } from "./untold_demand.ts";

function change(group: string, watched: boolean, time = 0): DemandChange {
  return { group, watched, time };
}

function all(untold: UntoldDemand): DemandChange[] {
  const changes: DemandChange[] = [];
  for (let next = untold.take(); next; next = untold.take()) changes.push(next);
  return changes;
}

Deno.test("UntoldDemand has the newest of each group, and nothing of what is known", () => {
  const untold = new UntoldDemand(["known"]);
  for (const watched of [false, true, false, true]) untold.note(change("known", watched));
  untold.note(change("short", true));
  untold.note(change("short", false));
  untold.note(change("b", true, 1));
  untold.note(change("a", true, 2));
  assert.deepEqual([untold.has("short"), untold.has("a")], [false, true]);
  assert.deepEqual(all(untold), [change("b", true, 1), change("a", true, 2)]);
  assert.deepEqual(all(untold), []);
});

Deno.test("UntoldDemand tells the next state of a group whatever it is, where telling the last may have failed", () => {
  for (const watched of [true, false]) {
    const untold = new UntoldDemand(watched ? [] : ["a"]);
    untold.note(change("a", watched));
    untold.take();
    untold.doubt("a");
    untold.note(change("a", watched, 1));
    assert.deepEqual(all(untold), [change("a", watched, 1)]);
    untold.note(change("a", watched, 2));
    assert.deepEqual(all(untold), []);
  }
});

Deno.test("UntoldDemand takes a group that was given up for one that nobody watches", () => {
  const untold = new UntoldDemand(["sure"]);
  untold.doubt("a");
  for (const group of ["a", "sure"]) untold.giveUp(group);
  for (const group of ["a", "sure"]) untold.note(change(group, false));
  assert.deepEqual(all(untold), [change("sure", false)]);
});

Deno.test("UntoldDemand leaves nobody with a wrong state, whenever telling begins, ends and fails", () => {
  const steps = fc.array(
    fc.record({
      group: fc.constantFrom("a", "b", null),
      telling: fc.constantFrom("begins", "done", "answer lost", "failed", "goes on"),
    }),
    { maxLength: 60, size: "max" },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const [watched, received] = [new Set<string>(), new Set<string>()];
      const untold = new UntoldDemand();
      let current: DemandChange | undefined;
      const end = (how: string) => {
        if (!current) return;
        const { group } = current;
        if (how !== "failed" && current.watched) received.add(group);
        if (how !== "failed" && !current.watched) received.delete(group);
        if (how !== "done") untold.doubt(group);
        if (how !== "done" && !untold.has(group)) untold.note(current);
        current = undefined;
      };
      for (const { group, telling } of all) {
        if (group !== null) {
          if (!watched.delete(group)) watched.add(group);
          untold.note(change(group, watched.has(group)));
        }
        if (telling === "begins") current ??= untold.take();
        else if (telling !== "goes on") end(telling);
      }
      end("failed");
      for (current = untold.take(); current; current = untold.take()) end("done");
      assert.deepEqual([...received].sort(), [...watched].sort());
    }),
    { numRuns: 500 },
  );
});
