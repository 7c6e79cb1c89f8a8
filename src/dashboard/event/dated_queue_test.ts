import assert from "node:assert/strict";
import { DatedQueue } from "./dated_queue.ts";
import { PublishedTimes } from "./published_times.ts";

function watched() {
  const told: [unknown, number][] = [];
  const answer = Promise.withResolvers<{ offset: number; time: number; message: { type: string } }[]>();
  const queue = new DatedQueue(new PublishedTimes(() => answer.promise), {
    message: ({ message, time }) => told.push([message["n"], time]),
    loss: () => {},
  }, false);
  const take = (n: number, isOld: boolean, timestamp?: string) =>
    queue.take({ type: "note", n, timestamp }, { group: "g", offset: n }, isOld);
  return { told, answer, queue, take };
}

Deno.test("DatedQueue tells at once what says its time", () => {
  const { told, queue, take } = watched();
  take(1, true, "1970-01-01T00:00:01Z");
  queue.close();
  assert.deepEqual(told, [[1, 1_000]]);
});

Deno.test("DatedQueue asks when what is old was published; what comes meanwhile waits", async () => {
  const { told, answer, queue, take } = watched();
  take(1, true);
  take(2, true);
  queue.close();
  take(3, false, "1970-01-01T00:00:03Z");
  assert.deepEqual(told, []);
  answer.resolve([1, 2].map((offset) => ({ offset, time: offset * 100, message: { type: "note" } })));
  await answer.promise;
  for (let turn = 0; told.length === 0 && turn < 100; turn++) await Promise.resolve();
  assert.deepEqual(told, [[1, 100], [2, 200], [3, 3_000]]);
});

Deno.test("DatedQueue tells nothing any more once it is over, and what is lost never", async () => {
  const lost = watched();
  lost.take(1, true);
  lost.queue.close();
  lost.queue.lose((group) => group === "g");
  const over = watched();
  over.take(1, true);
  over.queue.close();
  over.queue[Symbol.dispose]();
  for (const { answer, told } of [lost, over]) {
    answer.resolve([]);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    assert.deepEqual(told, []);
  }
});
