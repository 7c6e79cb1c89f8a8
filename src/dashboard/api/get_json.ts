import { isObject, type JsonObject } from "../../protocol/message.ts";

/** The server refuses a request: `status` is that of HTTP, the message the server's own words. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks this server for JSON. @throws RequestError when it refuses, TypeError when it cannot be reached */
export function getJson(path: string): Promise<JsonObject> {
  return sendJson("GET", path);
}

/** Sends `body` as JSON; the answer. @throws RequestError when it is refused, TypeError when nobody can be reached */
export async function sendJson(method: string, path: string, body?: unknown): Promise<JsonObject> {
  const response = await fetch(path, {
    method,
    headers: { accept: "application/json", ...body !== undefined && { "content-type": "application/json" } },
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && isObject(answer)) return answer;
  throw new RequestError(response.status, reasonOf(answer) ?? `The server answered ${response.status}`);
}

function reasonOf(answer: unknown): string | null {
  if (!isObject(answer)) return null;
  const { error, detail } = answer;
  return typeof error === "string" ? error : typeof detail === "string" ? detail : null;
}
