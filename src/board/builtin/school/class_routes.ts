import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { JsonObject } from "../../../protocol/message.ts";
import { type RouteEnv, Routes } from "../../routing.ts";
import { timeOrderedId } from "../../time_ordered_id.ts";
import { managedSchool } from "./managed_school.ts";
import type { Activity, SchoolNews } from "./school_news.ts";
import type { SchoolClass, Schools } from "./schools.ts";

const newClass = z.strictObject({ name: z.string().min(1).max(200) });

/** Creating, completing, cancelling and reading the classes of a school. */
export function classRoutes(
  { schools, news }: { schools: Schools; news: SchoolNews },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("school", "error");
  const path = "/api/accounts/schools/{id}/classes/";

  async function tell(
    schoolClass: SchoolClass,
    type: Activity["type"],
    actor: Activity["actor"],
  ): Promise<void> {
    const { id, name, school } = schoolClass;
    const target = { type: "class", id, name } as const;
    const description = `Class ${name} ${type.replace("class_", "was ")}`;
    await news.tell(school, { activities: [{ type, actor, target, description }] });
  }

  routes.add({ method: "get", path, answer: "{count, results}" }, async (c) => {
    const { school } = await managedSchool(c, routes, schools);
    const results = (await schools.classes(school)).map(shown);
    return c.json({ count: results.length, results });
  });

  routes.add({ method: "post", path, body: newClass, answer: "{class}", status: 201 }, async (c) => {
    const { school, actor } = await managedSchool(c, routes, schools);
    const { name } = await routes.body(c, newClass);
    const created: SchoolClass = {
      id: timeOrderedId(),
      school,
      name,
      status: "active",
      created: new Date().toISOString(),
      ended: null,
    };
    await schools.putClass(created);
    await tell(created, "class_created", actor);
    return c.json({ class: shown(created) }, 201);
  });

  for (const [verb, status] of [["complete", "completed"], ["cancel", "cancelled"]] as const) {
    routes.add({ method: "post", path: `${path}{class}/${verb}/`, answer: "{class}" }, async (c) => {
      const { school, actor } = await managedSchool(c, routes, schools);
      const ended = await schools.endClass(school, c.req.param("class")!, status);
      if (!ended) throw routes.refusal(404, "There is no such active class");
      await tell(ended, `class_${status}`, actor);
      return c.json({ class: shown(ended) });
    });
  }

  return routes.app;
}

function shown({ id, name, status }: SchoolClass): JsonObject {
  return { id, name, status };
}
