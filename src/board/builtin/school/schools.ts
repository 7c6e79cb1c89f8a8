import { hasRole, type Identity } from "../../../auth/identity.ts";
import type { Membership, Memberships } from "../../../auth/memberships.ts";
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
export type School = { id: string; name: string; settings: Record<string, unknown>; created: string };

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

  /** The school with this id; one that only a token names is known by its number. */
  async get(id: string, identity: Identity | null): Promise<School | undefined> {
    const school = await this.#store.get<School>("schools", id);
    if (school || identity?.schools?.[id] === undefined) return school;
    return { id, name: `School ${id}`, settings: {}, created: new Date(0).toISOString() };
  }

  /** Adds or changes a school; whether it is new. */
  put(school: School): Promise<boolean> {
    return this.#store.transaction([["schools", school.id]], (transaction) => {
      const isNew = transaction.get("schools", school.id) === undefined;
      transaction.put("schools", school.id, school);
      return isNew;
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
    if (!await this.get(school, identity)) return false;
    return hasRole(identity) || SCHOOL_MANAGERS.includes(await this.role(identity, school) ?? "");
  }

  /** The schools that `identity` owns or administers. */
  async managedBy(identity: Identity | null): Promise<string[]> {
    if (identity === null) return [];
    if (hasRole(identity)) return (await this.#store.list("schools")).map(({ id }) => id);
    if (identity.schools) {
      return Object.keys(identity.schools).filter((id) => SCHOOL_MANAGERS.includes(identity.schools![id]!));
    }
    const memberships = await this.memberships.of(identity.subject, "school");
    return memberships.filter(({ role }) => SCHOOL_MANAGERS.includes(role)).map(({ scopeId }) => scopeId);
  }

  /** The active members of a school. */
  members(school: string): Promise<Membership[]> {
    return this.memberships.in("school", school);
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

/** A new id that sorts by the time it was made. */
export function timeOrderedId(): string {
  return `${Date.now().toString(36).padStart(9, "0")}-${crypto.randomUUID().slice(0, 13)}`;
}
