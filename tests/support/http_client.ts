/** HTTP requests to a server under test: one call, one answer with its body already read and decoded. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./boardcast.ts";

/** What a request carries; `json` is encoded, `text` and `form` are sent as they are. */
export interface RequestOptions {
  token?: string | undefined;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  form?: Record<string, string>;
}

/** An answer. `body` is decoded JSON, or the text when it is not JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  // deno-lint-ignore no-explicit-any
  body: any;
}

/** Sends one request and reads the whole answer; redirects are not followed. */
export async function request(
  server: RunningBoardcast,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: headersOf(options),
    body: bodyOf(options),
    redirect: "manual",
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: decode(text) };
}

/** Sends one request and fails unless it is answered with `status`; the failure tells request and answer. */
export async function expectStatus(
  status: number,
  server: RunningBoardcast,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const answer = await request(server, method, path, options);
  const sent = `${method} ${path} ${JSON.stringify(options.json ?? options.text ?? options.form ?? "")}`;
  assert.equal(answer.status, status, `${sent.slice(0, 300)} was answered ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Where a publication was kept. */
export interface Receipt {
  group: string;
  epoch: string;
  offset: number | null;
}

/** Publishes one message with the API key and fails unless it is accepted. */
export async function publish(
  server: RunningBoardcast,
  group: string,
  message: Record<string, unknown>,
): Promise<Receipt> {
  const options = { headers: { "x-api-key": API_KEY }, json: { group, message } };
  return (await expectStatus(200, server, "POST", "/api/v1/publish", options)).body;
}

function headersOf({ token, headers = {}, json, text, form }: RequestOptions): Headers {
  const all = new Headers(headers);
  if (token !== undefined) all.set("authorization", `Bearer ${token}`);
  if (all.has("content-type")) return all;
  if (json !== undefined || text !== undefined) all.set("content-type", "application/json");
  if (form) all.set("content-type", "application/x-www-form-urlencoded");
  return all;
}

function bodyOf({ json, text, form }: RequestOptions): string | null {
  if (json !== undefined) return JSON.stringify(json);
  if (form) return new URLSearchParams(form).toString();
  return text ?? null;
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
