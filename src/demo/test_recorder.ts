import type { JsonObject, Message } from "../protocol/message.ts";
import type { Publication } from "./api.ts";

/** One request as it came. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
}

/** How the recorder answers everything instead of playing a server. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter?: string;
}

/** A small real server that records what a producer asks of it, and plays the Boardcast that it asks. */
export class Recorder implements AsyncDisposable {
  readonly requests: Recorded[] = [];
  readonly url: string;
  /** While set, everything is answered with it. */
  refusal: Refusal | undefined;
  /** Answers to play instead of the usual ones, by method and path. */
  readonly answers = new Map<string, unknown>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #waiting = new Set<() => void>();
  #lastId = 0;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#answer(request),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The messages that were published, with their groups. */
  get published(): Publication[] {
    return this.requests.filter(({ path }) => path === "/api/v1/publish").flatMap(({ body }) =>
      body as Publication[]
    );
  }

  /** The published messages of one type in groups that begin with `group`. */
  messages(group: string, type: string): Message[] {
    return this.published.filter((one) => one.group.startsWith(group) && one.message.type === type)
      .map(({ message }) => message);
  }

  /** The requests other than publications whose method and path fit `pattern`. */
  asked(pattern: RegExp): Recorded[] {
    return this.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`));
  }

  /** Waits until `isTrue`, which is asked again after each request. @throws Error after 5 s. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!isTrue()) {
      if (Date.now() >= deadline) throw new Error(`Not within 5 s: ${what}`);
      await this.#nextRequest(deadline - Date.now());
    }
  }

  /** Stops at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #nextRequest(timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeout);
      this.#waiting.add(wake);
    });
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const body = text === "" ? undefined : JSON.parse(text);
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    this.requests.push({ method: request.method, path: pathname + search, token, body });
    for (const wake of this.#waiting) wake();
    if (this.refusal) return refuse(this.refusal);
    return Response.json(this.#play(request.method, pathname, body ?? {}));
  }

  #play(method: string, path: string, body: JsonObject): unknown {
    if (this.answers.has(`${method} ${path}`)) return this.answers.get(`${method} ${path}`);
    if (path === "/health/ready") return { status: "ok" };
    if (path === "/ws/stats") return { total_connections: 3, client_connections: {}, msp_connections: {} };
    if (method === "GET") {
      return { count: 0, results: [], alerts: [], interventions: [], interaction_trends: [] };
    }
    const id = `id-${++this.#lastId}`;
    if (path.endsWith("/invitations/")) return { invitation: { id, token: `invitation-${id}`, ...body } };
    if (path.endsWith("/classes/")) return { class: { id, status: "active", ...body } };
    if (path.endsWith("/execute/")) return { trade: { id, entry_time: new Date().toISOString(), ...body } };
    return { success: true };
  }
}

function refuse({ status, retryAfter }: Refusal): Response {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return Response.json({ error: "Refused by the recorder" }, { status, headers });
}
