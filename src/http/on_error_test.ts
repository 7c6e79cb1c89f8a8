import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { HTTPException } from "@hono/hono/http-exception";
import { configure, type LogRecord, reset } from "@logtape/logtape";
import { PasswordsBusy } from "../auth/password.ts";
import { IdempotencyConflict, StorageError } from "../backend/backend.ts";
import { HttpRefusal } from "../board/routing.ts";
import { onError } from "./on_error.ts";

/** The answer to a request whose handler throws `error`, and what went into the log. */
async function answerTo(error: Error): Promise<{ response: Response; text: string; log: LogRecord[] }> {
  const log: LogRecord[] = [];
  await configure({
    sinks: { memory: (record) => void log.push(record) },
    loggers: [
      { category: "boardcast", sinks: ["memory"] },
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  const app = new Hono();
  app.get("/auth/link/:code", () => {
    throw error;
  });
  app.onError(onError);
  const response = await app.request("/auth/link/secret-code?token=secret-token");
  await reset();
  return { response, text: await response.text(), log };
}

Deno.test("onError() answers a refusal as it is, and logs nothing", async () => {
  const { response, text, log } = await answerTo(new HttpRefusal(409, { detail: "no" }, { "x-a": "b" }));
  assert.deepEqual([response.status, text, response.headers.get("x-a")], [409, '{"detail":"no"}', "b"]);
  assert.deepEqual(log, []);
});

Deno.test("onError() answers what a request did wrong", async () => {
  const rows: [error: Error, status: number][] = [
    [new IdempotencyConflict("used before"), 422],
    [new HTTPException(400, { message: "Malformed" }), 400],
    [new HTTPException(400), 400],
  ];
  for (const [error, status] of rows) {
    const { response, text, log } = await answerTo(error);
    assert.equal(response.status, status);
    assert.ok(JSON.parse(text).error.length > 0);
    assert.deepEqual(log, []);
  }
});

Deno.test("onError() tells of a failure nothing that is internal, and logs no stack and no secret of the path", async () => {
  const cause = new Error("cause-text");
  const rows: [error: Error, status: number][] = [
    [new StorageError("internal-text /data/boardcast.db", { cause }), 503],
    [new TypeError("internal-text", { cause }), 500],
    [Object.assign(new Error("internal-text"), { token: "secret-token" }), 500],
  ];
  for (const [error, status] of rows) {
    const { response, text, log } = await answerTo(error);
    assert.equal(response.status, status);
    assert.doesNotMatch(text, /internal|boardcast\.db|cause|stack|\.ts/);
    assert.equal(log.length, 1);
    const { properties } = log[0]!;
    assert.ok(
      Object.values(properties).every((value) => typeof value === "string"),
      "no error goes into the log",
    );
    const line = JSON.stringify([log[0]!.message, properties]);
    assert.match(line, /internal-text/);
    assert.match(line, /\/auth\/link\/:code/);
    assert.doesNotMatch(line, /secret|at file|on_error/);
  }
});

Deno.test("onError() asks to come back when the server can do no more at this moment", async () => {
  for (const error of [new StorageError("full"), new PasswordsBusy("Too many are signing in")]) {
    const { response } = await answerTo(error);
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "5"]);
  }
});
