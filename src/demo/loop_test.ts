import assert from "node:assert/strict";
import { ApiError, UnreachableError } from "./api.ts";
import { Preparation, runLoop } from "./loop.ts";
import { Outages } from "./outages.ts";
import { pause } from "./pause.ts";
import { collectLog } from "./test_log.ts";

Deno.test("pause() ends when aborted, and at once when nothing is to be waited for", async () => {
  const ending = new AbortController();
  const paused = pause(3_600_000, ending.signal);
  ending.abort();
  await paused;
  await pause(3_600_000, ending.signal);
  await pause(0, new AbortController().signal);
  await pause(-5, new AbortController().signal);
});

Deno.test("runLoop() runs rounds one after the other until aborted", async () => {
  const ending = new AbortController();
  let running = 0;
  let rounds = 0;
  const round = async () => {
    assert.equal(++running, 1);
    await pause(1, ending.signal);
    running--;
    if (++rounds === 5) ending.abort();
  };
  await runLoop({ name: "Counting", every: 1, round }, ending.signal, new Outages());
  assert.equal(rounds, 5);
});

Deno.test("runLoop() tells a failure once, tries again after a while, and tells that it works", async () => {
  await using log = await collectLog();
  const ending = new AbortController();
  const times: number[] = [];
  const round = () => {
    times.push(performance.now());
    if (times.length === 1) return Promise.reject(new ApiError(422, "POST /x", "no"));
    if (times.length === 3) ending.abort();
    return Promise.resolve();
  };
  await runLoop({ name: "Trying", every: 1, round }, ending.signal, new Outages());
  assert.ok(times[1]! - times[0]! >= 950, String(times[1]! - times[0]!));
  assert.deepEqual(log.lines(), [
    "warning: Trying fails, trying again: POST /x was answered with 422: no",
    "info: Trying works again",
  ]);
});

Deno.test("runLoop() leaves it to the client to tell that the server is down, and to no one that it ends", async () => {
  await using log = await collectLog();
  for (const error of [new UnreachableError("GET /", new Error()), new ApiError(503, "GET /", "")]) {
    const ending = new AbortController();
    const round = () => {
      queueMicrotask(() => ending.abort());
      return Promise.reject(error);
    };
    await runLoop({ name: "Trying", every: 1, round }, ending.signal, new Outages());
  }
  const ending = new AbortController();
  const round = () => {
    ending.abort();
    return Promise.reject(new TypeError("A bug"));
  };
  await runLoop({ name: "Ending", every: 1, round }, ending.signal, new Outages());
  assert.deepEqual(log.lines(), []);
});

Deno.test("Preparation prepares once for all, and again after a failure, a 403 or a 404", async () => {
  let prepared = 0;
  const failures: Error[] = [new Error("not yet")];
  const preparation = new Preparation(() => {
    prepared++;
    const failure = failures.pop();
    return failure ? Promise.reject(failure) : Promise.resolve();
  });
  const done = () => Promise.resolve();
  const failing = (error: Error) => () => Promise.reject(error);
  await assert.rejects(preparation.before(done), /not yet/);
  await Promise.all([preparation.before(done), preparation.before(done)]);
  assert.equal(prepared, 2);
  await assert.rejects(preparation.before(failing(new ApiError(500, "GET /", ""))), ApiError);
  await preparation.before(done);
  assert.equal(prepared, 2);
  for (const status of [403, 404]) {
    await assert.rejects(preparation.before(failing(new ApiError(status, "GET /", ""))), ApiError);
    await preparation.before(done);
  }
  assert.equal(prepared, 4);
});
