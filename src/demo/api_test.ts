import assert from "node:assert/strict";
import {
  Api,
  ApiError,
  isRefusal,
  isServerDown,
  type TokenSource,
  unlessGone,
  UnreachableError,
  waitOf,
} from "./api.ts";
import { Outages } from "./outages.ts";
import { Recorder } from "./test_recorder.ts";

function apiOf(url: string, options: { token?: TokenSource; signal?: AbortSignal } = {}): Api {
  const { token = "a-token", signal = new AbortController().signal } = options;
  return new Api({ url, token, signal, outages: new Outages() });
}

Deno.test("Api.request() sends the token, the method, the path and a JSON body, and reads the answer", async () => {
  await using recorder = new Recorder();
  const answer = await apiOf(`${recorder.url}/`).request("PUT", "/api/things/1?a=b", { name: "x" });
  assert.deepEqual(answer, { success: true });
  assert.deepEqual(recorder.requests, [
    { method: "PUT", path: "/api/things/1?a=b", token: "a-token", body: { name: "x" } },
  ]);
});

Deno.test("Api.request() asks a token function each time, and prefers the token of the request", async () => {
  await using recorder = new Recorder();
  let asked = 0;
  const api = apiOf(recorder.url, { token: () => Promise.resolve(`token-${++asked}`) });
  await api.get("/a");
  await api.get("/b");
  await api.request("POST", "/c", {}, "another");
  assert.deepEqual(recorder.requests.map(({ token }) => token), ["token-1", "token-2", "another"]);
});

Deno.test("Api.publish() sends all publications in one request, and none for none", async () => {
  await using recorder = new Recorder();
  const publications = [1, 2].map((n) => ({ group: "tutoring", message: { type: "x", n } }));
  const api = apiOf(recorder.url);
  await api.publish([]);
  await api.publish(publications);
  assert.deepEqual(recorder.requests.map(({ method, path, body }) => [method, path, body]), [
    ["POST", "/api/v1/publish", publications],
  ]);
});

Deno.test("Api.request() throws an ApiError that tells status, request and answer, but no token", async () => {
  await using recorder = new Recorder();
  recorder.refusal = { status: 422 };
  await assert.rejects(apiOf(recorder.url).get("/a"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 422);
    assert.match(error.message, /^GET \/a was answered with 422: .*Refused by the recorder/);
    assert.doesNotMatch(error.message, /a-token/);
    return true;
  });
});

Deno.test("Api.request() obeys Retry-After of a 429 and a 503 for whatever is asked next", async () => {
  await Promise.all([429, 503].map(async (status) => {
    await using recorder = new Recorder();
    const api = apiOf(recorder.url);
    recorder.refusal = { status, retryAfter: "1" };
    await assert.rejects(api.get("/a"), ApiError);
    recorder.refusal = undefined;
    const refused = performance.now();
    await api.get("/b");
    assert.ok(performance.now() - refused >= 950, `${performance.now() - refused} ms`);
  }));
});

Deno.test("Api.request() ends at once when aborted, also while it obeys Retry-After", async () => {
  await using recorder = new Recorder();
  const ending = new AbortController();
  const api = apiOf(recorder.url, { signal: ending.signal });
  recorder.refusal = { status: 503, retryAfter: "600" };
  await assert.rejects(api.get("/a"), ApiError);
  const waiting = assert.rejects(api.get("/b"), UnreachableError);
  ending.abort();
  await waiting;
  assert.equal(recorder.requests.length, 1);
});

Deno.test("Api.request() throws an UnreachableError where no one listens", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(apiOf(`http://127.0.0.1:${port}`).get("/a"), UnreachableError);
});

Deno.test("waitOf() reads seconds and dates, and never waits for ever", () => {
  const now = Date.parse("2026-03-02T10:00:00Z");
  const waits: [string | null, number][] = [
    [null, 1_000],
    ["0", 0],
    ["7", 7_000],
    ["99999999999", 3_600_000],
    ["Mon, 02 Mar 2026 10:00:05 GMT", 5_000],
    ["Mon, 02 Mar 2026 09:00:00 GMT", 0],
    ["soon", 1_000],
    ["-5", 0],
  ];
  for (const [header, wait] of waits) assert.equal(waitOf(header, now), wait, String(header));
});

Deno.test("isServerDown() and isRefusal() tell who is at fault", () => {
  const at = (status: number) => new ApiError(status, "GET /", "");
  assert.deepEqual([400, 404, 409, 422].map((status) => isRefusal(at(status))), [true, true, true, true]);
  assert.deepEqual([401, 403, 429, 500, 503].map((status) => isRefusal(at(status))), Array(5).fill(false));
  assert.deepEqual([429, 503, 500, 404].map((status) => isServerDown(at(status))), [
    true,
    true,
    false,
    false,
  ]);
  assert.ok(isServerDown(new UnreachableError("GET /", new Error())));
  assert.ok(!isServerDown(new TypeError()) && !isRefusal(new TypeError()));
});

Deno.test("unlessGone() forgives 404, 409 and 410 only", async () => {
  const failing = (status: number) => () => Promise.reject(new ApiError(status, "POST /", ""));
  for (const status of [404, 409, 410]) await unlessGone(failing(status));
  for (const status of [400, 422, 500]) await assert.rejects(unlessGone(failing(status)), ApiError);
});
