import type { Identity } from "../../../auth/identity.ts";
import type { RouteContext, Routes } from "../../routing.ts";
import { type Person, personOf } from "./school_news.ts";
import type { Schools } from "./schools.ts";

/** A school that somebody manages, and how its frames name them. */
export interface ManagedSchool {
  readonly identity: Identity;
  readonly school: string;
  readonly actor: Person;
}

/** The school `{id}` of the path, for its owner and administrators only. @throws HttpRefusal 401, 403 */
export async function managedSchool(
  c: RouteContext,
  routes: Routes,
  schools: Schools,
): Promise<ManagedSchool> {
  const identity = routes.signedIn(c);
  const school = c.req.param("id")!;
  if (!await schools.isManager(identity, school)) {
    throw routes.refusal(403, "Only the owner and the administrators of the school may do this");
  }
  return { identity, school, actor: personOf(identity, await schools.role(identity, school) ?? null) };
}
