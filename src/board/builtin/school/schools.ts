import { hasRole, type Identity } from "../../../auth/identity.ts";
import { memberName, type Membership, type Memberships, putMembership } from "../../../auth/memberships.ts";
import type { Store } from "../../../backend/backend.ts";
import { groupPattern } from "../../group_pattern.ts";

/** The groups of one school's viewers, and the other name by which they are published to. */
export const SCHOOL_GROUP = groupPattern("school_{school:int}_dashboard");
/** See {@link SCHOOL_GROUP}. */
export const SCHOOL_ALIAS = groupPattern("school_dashboard_{school:int}");

/** The roles that see and run a school's dashboard. */
export const SCHOOL_MANAGERS: readonly string[] = ["school_owner", "school_admin"];
/** The roles that somebody can be invited to. */
export const SCHOOL_ROLES = ["school_owner", "school_admin", "teacher", "school_staff", "student"] as const;

/** A school. */
export type School = { id: string; name: string; settings: Record<string, unknown>; created: string | null };

/** A class of a school. */
export type SchoolClass = {
  id: string;
  school: string;
  name: string;
  status: "active" | "completed" | "cancelled";
  created: string;
  ended: string | null;
};

/** The schools in the store, and who may manage them. */
export class Schools {
  readonly #store: Store;
  readonly memberships: Memberships;

  constructor(store: Store, memberships: Memberships) {
    this.#store = store;
    this.memberships = memberships;
  }

  /** The school with this id; one in which `identity` has a role is known by its number alone. */
  async get(id: string, identity: Identity | null): Promise<School | undefined> {
    const school = await this.#store.get<School>("schools", id);
    if (school || await this.role(identity, id) === undefined) return school;
    return unnamedSchool(id);
  }

  /** Changes a school, or adds it with this change; what it was, if anything, and what it is now. */
  change(
    id: string,
    { name, settings }: { name?: School["name"] | undefined; settings?: School["settings"] | undefined },
  ): Promise<{ before?: School; isNew: boolean; school: School }> {
    return this.#store.transaction([["schools", id]], (transaction) => {
      const before = transaction.get<School>("schools", id);
      const current = before ?? { ...unnamedSchool(id), created: new Date().toISOString() };
      const school = { ...current, name: name ?? current.name, settings: settings ?? current.settings };
      transaction.put("schools", id, school);
      return { ...before && { before }, isNew: before === undefined, school };
    });
  }

  /** The role of `identity` in a school: its token's word if it has one, else the active membership in the store. */
  async role(identity: Identity | null, school: string): Promise<string | undefined> {
    if (identity === null) return undefined;
    if (identity.schools) {
      return Object.hasOwn(identity.schools, school) ? identity.schools[school] : undefined;
    }
    const membership = await this.memberships.get("school", school, identity.subject);
    return membership?.active ? membership.role : undefined;
  }

  /** Whether `identity` owns or administers a school that exists. */
  async isManager(identity: Identity | null, school: string): Promise<boolean> {
    if (!isSchoolId(school) || !await this.get(school, identity)) return false;
    return hasRole(identity) || SCHOOL_MANAGERS.includes(await this.role(identity, school) ?? "");
  }

  /** The schools that `identity` owns or administers. */
  async managedBy(identity: Identity | null): Promise<string[]> {
    if (identity === null) return [];
    if (hasRole(identity)) return (await this.#store.list("schools")).map(({ id }) => id);
    if (identity.schools) {
      return Object.entries(identity.schools)
        .filter(([id, role]) => isSchoolId(id) && SCHOOL_MANAGERS.includes(role)).map(([id]) => id);
    }
    const memberships = await this.memberships.of(identity.subject, "school");
    return memberships.filter(({ role }) => SCHOOL_MANAGERS.includes(role)).map(({ scopeId }) => scopeId);
  }

  /** The active members of a school. */
  members(school: string): Promise<Membership[]> {
    return this.memberships.in("school", school);
  }

  /** Adds a student who is known by e-mail alone; `false` if somebody with this address is a member already. */
  async addStudent(school: string, { name, email }: { name: string; email: string }): Promise<boolean> {
    if ((await this.members(school)).some((member) => member.email === email)) return false;
    const document = memberName("school", school, email);
    return await this.#store.transaction([document], (transaction) => {
      if (transaction.get<Membership>(...document)?.active) return false;
      const membership = { subject: email, scope: "school", scopeId: school, role: "student" } as const;
      putMembership(transaction, { ...membership, name, email, active: true, since: Date.now() });
      return true;
    });
  }

  /** The classes of a school, oldest first. */
  async classes(school: string): Promise<SchoolClass[]> {
    const entries = await this.#store.list<SchoolClass>("classes", { prefix: `${school}/`, limit: 100_000 });
    return entries.map(({ value }) => value);
  }

  /** Keeps a new class. */
  putClass(schoolClass: SchoolClass): Promise<void> {
    const name = `${schoolClass.school}/${schoolClass.id}`;
    return this.#store.transaction([], (transaction) => transaction.put("classes", name, schoolClass));
  }

  /** Ends an active class; `undefined` if there is none. */
  endClass(school: string, id: string, status: "completed" | "cancelled"): Promise<SchoolClass | undefined> {
    const name = `${school}/${id}`;
    return this.#store.transaction([["classes", name]], (transaction) => {
      const current = transaction.get<SchoolClass>("classes", name);
      if (current?.status !== "active") return undefined;
      const ended: SchoolClass = { ...current, status, ended: new Date().toISOString() };
      transaction.put("classes", name, ended);
      return ended;
    });
  }
}

/** A school of which nothing but its number is known. */
function unnamedSchool(id: string): School {
  return { id, name: `School ${id}`, settings: {}, created: null };
}

/** Whether a school can have this id: it is part of a group's name. */
export function isSchoolId(id: string): boolean {
  return SCHOOL_GROUP.validName({ school: id }) !== null;
}
