import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hasRole } from "../../../auth/identity.ts";
import type { Records } from "../../../backend/backend.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import { classRoutes } from "./class_routes.ts";
import { managedSchool } from "./managed_school.ts";
import type { Invitations } from "./invitations.ts";
import { activityPage, schoolReport } from "./school_report.ts";
import { personOf, type SchoolNews } from "./school_news.ts";
import { isSchoolId, type School, type Schools } from "./schools.ts";

const schoolChange = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});
const newStudent = z.strictObject({
  name: z.string().min(1).max(200),
  email: z.email().transform((email) => email.toLowerCase()),
});

/** What the routes of the school board work on. */
export interface SchoolParts {
  readonly schools: Schools;
  readonly invitations: Invitations;
  readonly records: Records;
  readonly news: SchoolNews;
}

/** A school, its people, its numbers and what happened in it. */
export function schoolRoutes(parts: SchoolParts): OpenAPIHono<RouteEnv> {
  const { schools, invitations, records, news } = parts;
  const routes = new Routes("school", "error");

  const managed = (c: RouteContext) => managedSchool(c, routes, schools);

  routes.add({ method: "get", path: "/api/accounts/schools/{id}/", answer: "The school" }, async (c) => {
    const { identity, school } = await managed(c);
    return c.json(await schools.get(school, identity));
  });

  routes.add({
    method: "put",
    path: "/api/accounts/schools/{id}/",
    summary: "Add a school (admin), or change its name and settings",
    body: schoolChange,
    answer: "The school",
  }, async (c) => {
    const identity = routes.signedIn(c);
    const id = c.req.param("id")!;
    if (!isSchoolId(id)) throw routes.refusal(422, `"${id}" cannot be a school: use a whole number`);
    if (!hasRole(identity)) await managed(c);
    const change = await routes.body(c, schoolChange);
    const known = await schools.get(id, identity);
    const { before = known, school } = await schools.change(id, change);
    const told = ({ name, settings }: School) => JSON.stringify([name, settings]);
    const isChanged = before !== undefined && told(school) !== told(before);
    const actor = personOf(identity, await schools.role(identity, id) ?? null);
    const description = `${identity.name} changed the settings`;
    if (isChanged) {
      await news.tell(id, { activities: [{ type: "settings_updated", actor, target: null, description }] });
    }
    return c.json(school, before ? 200 : 201);
  });

  routes.add(
    { method: "get", path: "/api/accounts/schools/{id}/members/", answer: "{count, results}" },
    async (c) => {
      const members = await schools.members((await managed(c)).school);
      const results = members.map(({ subject, name, email, role, since }) => ({
        id: subject,
        name,
        email,
        role,
        since: new Date(since).toISOString(),
      }));
      return c.json({ count: results.length, results });
    },
  );

  routes.add({
    method: "post",
    path: "/api/accounts/schools/{id}/students/",
    summary: "Register a student",
    body: newStudent,
    answer: "{student}",
    status: 201,
  }, async (c) => {
    const { school, actor } = await managed(c);
    const { name, email } = await routes.body(c, newStudent);
    if (!await schools.addStudent(school, { name, email })) {
      throw routes.refusal(409, `${email} is a member of the school already`);
    }
    // The list of members has it under the same id.
    const student = { id: email, name, email };
    const target = { type: "user", id: student.id, name } as const;
    const description = `${name} joined as a Student`;
    await news.tell(school, { activities: [{ type: "student_joined", actor, target, description }] });
    return c.json({ student }, 201);
  });

  for (
    const path of ["/api/accounts/schools/{id}/metrics/", "/api/accounts/school-dashboard/{id}/metrics/"]
  ) {
    routes.add(
      { method: "get", path, answer: "Counts, classes, invitations, each with its trend" },
      async (c) => {
        return c.json(await schoolReport((await managed(c)).school, { schools, invitations }));
      },
    );
  }

  routes.add({
    method: "get",
    path: "/api/accounts/school-dashboard/{id}/activity/",
    summary: "?page&page_size&activity_types&date_from&date_to",
    answer: "{count, next, previous, results}, newest first",
  }, async (c) => c.json(await activityPage((await managed(c)).school, records, new URL(c.req.url))));

  routes.app.route("/", classRoutes({ schools, news }));
  return routes.app;
}
