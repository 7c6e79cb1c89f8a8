/** What the wire tests have in common: frames with exactly their keys, and tables whose rows are steps. */
import assert from "node:assert/strict";
import type { Connection, Frame } from "./ws_client.ts";

/** A UTC time in ISO 8601, with "T" or a space, with "Z" or "+00:00". */
export const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;

/** Any UUID. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A frame's keys and values, all of them; a value may be a pattern that the string must match. */
export type Expected = Record<string, unknown>;

/** What follows a message: one frame, nothing at all, or anything as long as the connection lives. */
export type Reaction = Expected | ((frame: Frame) => void) | "silence" | "survival";

/** One row of a conversation table. */
export interface Exchange {
  name: string;
  send: unknown;
  expect: Reaction;
}

/** A message that is always answered, to prove that nothing came before its answer. */
export interface Probe {
  send: unknown;
  expect: Expected | ((frame: Frame) => void);
}

/** Runs each row as a step of its own. */
export async function eachRow<Row extends { name: string }>(
  t: Deno.TestContext,
  rows: Row[],
  run: (row: Row) => Promise<void>,
): Promise<void> {
  for (const row of rows) await t.step(row.name, () => run(row));
}

/** Fails unless `actual` has exactly the keys in `keys`. */
export function assertKeys(actual: unknown, keys: string[], what: string): void {
  assert.ok(typeof actual === "object" && actual !== null, `${what} is ${JSON.stringify(actual)}`);
  assert.deepEqual(Object.keys(actual).sort(), [...keys].sort(), `${what} is ${JSON.stringify(actual)}`);
}

/** Fails unless `frame` has exactly the keys of `expected` and each value equals or matches. */
export function assertFrame(
  frame: Frame,
  expected: Expected | ((frame: Frame) => void),
  cause: string,
): void {
  if (typeof expected === "function") return expected(frame);
  assertKeys(frame, Object.keys(expected), `the answer to ${cause}`);
  for (const [key, value] of Object.entries(expected)) {
    const what = `"${key}" in the answer to ${cause}, ${JSON.stringify(frame)}`;
    if (value instanceof RegExp) assert.match(String(frame[key]), value, what);
    else assert.deepEqual(frame[key], value, what);
  }
}

/** Sends `message` and fails unless the next frame is `expected`. */
export async function ask(
  connection: Connection,
  message: unknown,
  expected: Probe["expect"],
): Promise<void> {
  connection.send(message);
  assertFrame(await connection.receive(), expected, show(message));
}

/** Runs a conversation table: a new connection per row, and after each row's reaction the probe's answer is next. */
export async function converse(
  t: Deno.TestContext,
  rows: Exchange[],
  open: () => Promise<Connection>,
  probe: Probe,
): Promise<void> {
  await eachRow(t, rows, async ({ send, expect }) => {
    await using connection = await open();
    connection.send(send);
    if (typeof expect !== "string") assertFrame(await connection.receive(), expect, show(send));
    connection.send(probe.send);
    if (expect === "survival") return await assertSurvival(connection, probe, show(send));
    assertFrame(await connection.receive(), probe.expect, `${show(probe.send)} after ${show(send)}`);
    await connection.close();
    assert.equal(connection.unread, 0, `more than one frame came after ${show(send)}`);
  });
}

/** The probe's answer is the next frame, or the one after an error. */
async function assertSurvival(connection: Connection, probe: Probe, sent: string): Promise<void> {
  const first = await connection.receive();
  if (isProbeAnswer(first, probe)) return;
  assert.equal(first.type, "error", `${sent} was answered ${JSON.stringify(first)}`);
  assertFrame(await connection.receive(), probe.expect, `the probe after ${sent}`);
}

function isProbeAnswer(frame: Frame, probe: Probe): boolean {
  try {
    assertFrame(frame, probe.expect, "");
    return true;
  } catch {
    return false;
  }
}

/** All frames before the one that `isLast` accepts. */
export async function receiveUntil(
  connection: Connection,
  isLast: (frame: Frame) => boolean,
): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (;;) {
    const frame = await connection.receive();
    if (isLast(frame)) return frames;
    frames.push(frame);
  }
}

/** Polls until `condition` holds; fails after 5 s with what it last saw. */
export async function eventually<T>(
  read: () => Promise<T>,
  condition: (value: T) => boolean,
  timeout = 5_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    assert.ok(Date.now() < deadline, `still ${JSON.stringify(value)} after ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function show(message: unknown): string {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}
