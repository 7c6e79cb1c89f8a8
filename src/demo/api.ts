import type { Message } from "../protocol/message.ts";
import type { Outages } from "./outages.ts";
import { pause } from "./pause.ts";

/** How long one request may take: 10 s. */
const TIMEOUT = 10_000;

/** The longest `Retry-After` that is obeyed in full: 1 h. */
const LONGEST_WAIT = 3_600_000;

/** The name of the outage in which nothing can be asked of the server at all. */
const SERVER = "The server";

/** A token, or a function that gives one that is still valid. */
export type TokenSource = string | (() => string | Promise<string>);

/** One message and the group that it goes to. */
export interface Publication {
  group: string;
  message: Message;
}

/** The server refused a request, or failed to answer it. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, request: string, body: string) {
    super(`${request} was answered with ${status}: ${body.slice(0, 300)}`);
    this.name = "ApiError";
    this.status = status;
  }
}

/** No answer came. */
export class UnreachableError extends Error {
  constructor(request: string, cause: unknown) {
    super(`${request} was not answered`, { cause });
    this.name = "UnreachableError";
  }
}

/** A client of the server's HTTP API: one place for the token, the timeout and the server's wish to be left alone. */
export class Api {
  readonly #url: string;
  readonly #token: TokenSource;
  readonly #signal: AbortSignal;
  readonly #outages: Outages;
  #notBefore = 0;

  constructor(
    { url, token, signal, outages }: {
      url: string;
      token: TokenSource;
      signal: AbortSignal;
      outages: Outages;
    },
  ) {
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
    this.#signal = signal;
    this.#outages = outages;
  }

  /** Reads `path`. */
  get<T>(path: string): Promise<T> {
    return this.request<T>("GET", path);
  }

  /** Publishes; all of them or none. */
  async publish(publications: readonly Publication[]): Promise<void> {
    if (publications.length > 0) await this.request("POST", "/api/v1/publish", publications);
  }

  /**
   * Asks for `path` and reads the JSON answer. `token` takes the place of the producer's own.
   *
   * @throws ApiError when the server refuses, UnreachableError when there is no answer.
   */
  async request<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    await pause(this.#notBefore - Date.now(), this.#signal);
    const bearer = token ?? await this.#bearer();
    const response = await this.#fetch(`${method} ${path}`, path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.#noteLoad(response);
    if (response.status >= 400) throw new ApiError(response.status, `${method} ${path}`, response.text);
    return JSON.parse(response.text) as T;
  }

  async #bearer(): Promise<string> {
    return typeof this.#token === "string" ? this.#token : await this.#token();
  }

  async #fetch(request: string, path: string, init: RequestInit): Promise<Answer> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new Error(`No answer within ${TIMEOUT} ms`)), TIMEOUT);
    try {
      const signal = AbortSignal.any([this.#signal, timeout.signal]);
      const response = await fetch(this.#url + path, { ...init, signal });
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, retryAfter, text: await response.text() };
    } catch (error) {
      const failure = new UnreachableError(request, error);
      if (!this.#signal.aborted) this.#outages.failed(SERVER, failure);
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  #noteLoad({ status, retryAfter, text }: Answer): void {
    if (status !== 429 && status !== 503) return this.#outages.works(SERVER);
    this.#outages.failed(SERVER, new Error(`It is busy (${status}): ${text.slice(0, 300)}`));
    this.#notBefore = Date.now() + waitOf(retryAfter);
  }
}

interface Answer {
  status: number;
  retryAfter: string | null;
  text: string;
}

/** How long a `Retry-After` header (seconds or a date, RFC 9110, section 10.2.3) asks to wait; without one, 1 s. */
export function waitOf(retryAfter: string | null, now: number = Date.now()): number {
  if (retryAfter === null) return 1_000;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  if (Number.isNaN(wait)) return 1_000;
  return Math.min(LONGEST_WAIT, Math.max(0, wait));
}

/** Whether the server itself cannot answer now, so that its outage has been noted already. */
export function isServerDown(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status === 503);
}

/** Whether what was asked for may not be there: a server can say 403 of what it does not know, to give nothing away. */
export function maybeUnknown(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

/** Whether the server will refuse this request however often it is made, with whatever token of ours. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status >= 400 && error.status < 500 && ![401, 403, 429].includes(error.status);
}

/** Makes a request that may come too late: what it is about has been dealt with by someone else, or is no more. */
export async function unlessGone(request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!(error instanceof ApiError && [404, 409, 410].includes(error.status))) throw error;
  }
}
