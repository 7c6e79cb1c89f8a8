import type { Context } from "@hono/hono";
import type { ContentfulStatusCode } from "@hono/hono/utils/http-status";
import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import type { z } from "zod";
import { hasRole, type Identity, type Role } from "../auth/identity.ts";
import { issueText } from "./issue_text.ts";
import { isObject, type JsonObject, parseJson } from "../protocol/message.ts";

/** What every handler finds in its context. */
export type RouteEnv = { Variables: { identity: Identity | null } };

/** The context of a handler. */
export type RouteContext = Context<RouteEnv>;

/** A request is refused with this status and body. Thrown by handlers, answered in one place. */
export class HttpRefusal extends Error {
  override name = "HttpRefusal";
  readonly status: ContentfulStatusCode;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    body: JsonObject,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The routes of one API: its refusals say why under `field`, as its clients expect. */
export class Routes<E extends RouteEnv = RouteEnv> {
  readonly app = new OpenAPIHono<E>();
  readonly #field: "error" | "detail";
  readonly #tag: string;

  constructor(tag: string, field: "error" | "detail") {
    this.#tag = tag;
    this.#field = field;
  }

  /** Adds a route, and its description to the OpenAPI document. Parameters are written `{id}`. */
  add(
    description: Pick<RouteConfig, "method" | "path" | "summary" | "security"> & {
      body?: z.ZodType;
      answer: string;
      status?: number;
      /** Headers that a request may have, and what they mean. */
      headers?: Readonly<Record<string, string>>;
      /** What a request may be refused with, and why. */
      errors?: Readonly<Record<number, string>>;
    },
    handler: (c: Context<E>) => Response | Promise<Response>,
  ): void {
    const { method, path, summary, security, body, answer, status = 200, headers = {}, errors = {} } =
      description;
    const content = body && { content: { "application/json": { schema: body } }, required: true };
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    this.app.openAPIRegistry.registerPath({
      method,
      path,
      tags: [this.#tag],
      ...summary !== undefined && { summary },
      ...security && { security },
      ...content && { request: { body: content } },
      parameters: [
        ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } } as const)),
        ...Object.entries(headers).map(([name, description]) =>
          ({ name, in: "header", description, schema: { type: "string" } }) as const
        ),
      ],
      responses: Object.fromEntries(
        [[status, answer], ...Object.entries(errors)].map(([code, description]) => [code, { description }]),
      ),
    });
    this.app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ":$1"), handler);
  }

  /** A refusal to throw. */
  refusal(status: ContentfulStatusCode, reason: string, more: JsonObject = {}): HttpRefusal {
    return new HttpRefusal(status, { [this.#field]: reason, ...more });
  }

  /** Who asks. @throws HttpRefusal 401 if nobody does. */
  signedIn(c: RouteContext): Identity {
    const identity = c.get("identity");
    if (identity === null) {
      throw this.refusal(401, "Sign in, or send Authorization: Bearer <token> or X-API-Key");
    }
    return identity;
  }

  /** Who asks, an admin or one of `roles`. @throws HttpRefusal 401, 403 */
  withRole(c: RouteContext, ...roles: Role[]): Identity {
    const identity = this.signedIn(c);
    if (hasRole(identity, ...roles)) return identity;
    throw this.refusal(403, `This needs one of the roles ${["admin", ...roles].join(", ")}`);
  }

  /** Who asks; nobody in particular if the board is open. @throws HttpRefusal 401 */
  reader(c: RouteContext, open: boolean): Identity | null {
    return open ? c.get("identity") : this.signedIn(c);
  }

  /** A whole number in the query from `min` (default 1) to `max`; `fallback` without one. @throws HttpRefusal 422 */
  count(c: RouteContext, name: string, fallback: number, max: number, min: number = 1): number {
    const text = c.req.query(name);
    const count = Number(text ?? fallback);
    if (Number.isInteger(count) && count >= min && count <= max) return count;
    throw this.refusal(422, `?${name}=${text} cannot be used: give a whole number from ${min} to ${max}`);
  }

  /** One of `choices` in the query; `undefined` without one. @throws HttpRefusal 422 */
  choice<T extends string>(c: RouteContext, name: string, choices: readonly T[]): T | undefined {
    const text = c.req.query(name);
    const choice = choices.find((one) => one === text);
    if (choice !== undefined || text === undefined) return choice;
    throw this.refusal(422, `?${name}=${text} cannot be used: give ${choices.join(" or ")}`);
  }

  /** The body as text. @throws HttpRefusal 400 when it was cut off or is not UTF-8 */
  async text(c: { req: RouteContext["req"] }): Promise<string> {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(await c.req.arrayBuffer());
    } catch {
      throw this.refusal(400, "The body was cut off or is not UTF-8");
    }
  }

  /** The body as `schema` has it, whatever its content type; `empty` stands for none. @throws HttpRefusal 400, 422 */
  async body<T>(c: RouteContext, schema: z.ZodType<T>, empty?: JsonObject): Promise<T> {
    const text = await this.text(c);
    const value = text === "" && empty ? empty : parseJson(text);
    if (!isObject(value)) throw this.refusal(400, "The body must be a JSON object");
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.join("."),
      message: issueText(issue),
    }));
    throw this.refusal(422, "The body does not fit", { problems });
  }
}
