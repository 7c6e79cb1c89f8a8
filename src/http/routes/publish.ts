import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hashSecret } from "../../auth/secret.ts";
import type { Idempotency } from "../../backend/backend.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../board/routing.ts";
import type { Problem, Publisher } from "../../board/publisher.ts";
import { parseJson } from "../../protocol/message.ts";

const item = z.object({ group: z.string(), message: z.looseObject({ type: z.string() }) });

const ERRORS = {
  400: "The body is not JSON",
  401: "Nobody, or a credential that is not valid",
  403:
    "Neither the API key nor one of the roles that may publish to the group, which are admin, publisher and those that its board names",
  404: "No board declares a group; problems: [{path, message}]",
  413: "The body is too large",
  422:
    "A message does not fit (problems: [{path, message}]), there are too many, or the key had another body",
  503: "Nothing can be kept at this moment: try again later",
};

/** The way in for producers. */
export function publishRoutes(publisher: Publisher, { batch }: { batch: number }): OpenAPIHono<RouteEnv> {
  const routes = new Routes("publishing", "error");

  routes.add({
    method: "post",
    path: "/api/v1/publish",
    summary: "Publish one message or an array of them: all or nothing. Answered when it is kept",
    body: z.union([item, z.array(item).max(batch)]),
    answer: "{group, epoch, offset} for each; offset is null for a transient one",
    headers: {
      "Idempotency-Key":
        "1 to 255 characters; a request with the same key and body is answered as the first was",
    },
    errors: ERRORS,
  }, async (c) => {
    const identity = routes.signedIn(c);
    const text = await routes.text(c);
    const body = parseJson(text);
    if (body === undefined) throw routes.refusal(400, "The body is not JSON");
    const items = Array.isArray(body) ? body : [body];
    if (items.length > batch) {
      throw routes.refusal(422, `The array has ${items.length} items; ${batch} are allowed`);
    }
    const outcome = await publisher.publish(items, {
      by: identity,
      idempotency: await idempotencyOf(c, identity.subject, text),
    });
    if (!("refused" in outcome)) {
      return c.json(Array.isArray(body) ? outcome.published : outcome.published[0]);
    }
    const problems = Array.isArray(body) ? outcome.problems : outcome.problems.map(withoutIndex);
    if (outcome.refused === "unknownGroup") {
      throw routes.refusal(404, "No board declares the group", { problems });
    }
    if (outcome.refused === "notAllowed") {
      throw routes.refusal(403, sentence(outcome.problems[0]!.message), { problems });
    }
    throw routes.refusal(422, "The message does not fit", { problems });
  });

  async function idempotencyOf(
    c: RouteContext,
    subject: string,
    text: string,
  ): Promise<Idempotency | undefined> {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return undefined;
    if (key.length < 1 || key.length > 255) {
      throw routes.refusal(422, "The Idempotency-Key must have 1 to 255 characters");
    }
    return { key: `${subject} ${key}`, fingerprint: await hashSecret(text) };
  }

  return routes.app;
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function withoutIndex({ path, message }: Problem): Problem {
  return { path: path.replace(/^0\.?/, ""), message };
}
