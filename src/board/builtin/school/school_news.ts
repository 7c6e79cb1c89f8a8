import type { Identity } from "../../../auth/identity.ts";
import type { Records } from "../../../backend/backend.ts";
import type { JsonObject, Message } from "../../../protocol/message.ts";
import type { Publish } from "../../board.ts";
import type { InOrder } from "../../in_order.ts";
import type { Invitation } from "./invitations.ts";
import { SCHOOL_GROUP, type Schools } from "./schools.ts";

/** What can happen in a school, as its activity feed names it. */
export type ActivityType =
  | "invitation_sent"
  | "invitation_accepted"
  | "invitation_declined"
  | "student_joined"
  | "teacher_joined"
  | "class_created"
  | "class_completed"
  | "class_cancelled"
  | "settings_updated";

/** Who did it, as a frame names them. */
export type Person = { id: number | string; name: string; email: string | null; role: string | null };

/** One thing that happened. */
export interface Activity {
  readonly type: ActivityType;
  readonly actor: Person | null;
  readonly target: { type: "user" | "class" | "invitation"; id: number | string; name: string } | null;
  readonly metadata?: JsonObject;
  readonly description: string;
}

/** What the news of schools are made of. */
export interface SchoolNewsParts {
  readonly schools: Schools;
  readonly records: Records;
  /** One school's numbers are published one after the other: each tells the change since the last. */
  readonly inOrder: InOrder;
}

/** Tells a school's viewers what happened, with the numbers that follow from it. */
export class SchoolNews {
  readonly #parts: SchoolNewsParts;
  readonly #publish: Publish;

  constructor(parts: SchoolNewsParts, publish: Publish) {
    this.#parts = parts;
    this.#publish = publish;
  }

  /** Publishes what became of an invitation, the activities, and the school's numbers, in this order. */
  tell(
    school: string,
    { invitation, activities = [] }: { invitation?: JsonObject; activities?: readonly Activity[] },
  ): Promise<void> {
    const messages: Message[] = [
      ...invitation ? [{ type: "invitation_status_update", data: invitation }] : [],
      ...activities.map((activity) => ({ type: "activity_new", data: frameOf(activity) })),
    ];
    const group = SCHOOL_GROUP.name({ school });
    return this.#parts.inOrder.run(group, async () => {
      const metrics = { type: "metrics_update", data: await this.#metrics(school) };
      await this.#publish(...[...messages, metrics].map((message) => ({ group, message })));
    });
  }

  /** The numbers of now, each with its change since they were last published. */
  async #metrics(school: string): Promise<JsonObject> {
    const group = SCHOOL_GROUP.name({ school });
    const last = await this.#parts.records.read(group, (record) => record.of("metrics_update").at(-1));
    const before = last ? JSON.parse(last.text).data : {};
    const totals = await schoolTotals(this.#parts.schools, school);
    return Object.fromEntries(
      Object.entries(totals).map(([name, total]) => {
        const previous = before?.[name]?.total;
        return [name, { total, change: typeof previous === "number" ? total - previous : total }];
      }),
    );
  }
}

/** How many students, teachers and active classes a school has. */
export async function schoolTotals(
  schools: Schools,
  school: string,
): Promise<Record<"student_count" | "teacher_count" | "active_classes", number>> {
  const members = await schools.members(school);
  const classes = await schools.classes(school);
  return {
    student_count: members.filter(({ role }) => role === "student").length,
    teacher_count: members.filter(({ role }) => role === "teacher").length,
    active_classes: classes.filter(({ status }) => status === "active").length,
  };
}

/** The `data` of an `invitation_status_update`. */
export function statusChange(
  { id, status }: Invitation,
  before: string | null,
  acceptedBy: Person | null = null,
): JsonObject {
  const by = acceptedBy && { id: acceptedBy.id, name: acceptedBy.name, email: acceptedBy.email };
  return { invitation_id: id, old_status: before, new_status: status, accepted_by: by };
}

/** `identity` as a frame names it, with its role in the school. */
export function personOf(identity: Identity, role: string | null): Person {
  return { id: identity.userId ?? identity.subject, name: identity.name, email: identity.email, role };
}

function frameOf({ type, actor, target, metadata = {}, description }: Activity): JsonObject {
  return {
    id: crypto.randomUUID(),
    activity_type: type,
    timestamp: new Date().toISOString(),
    actor,
    target,
    metadata,
    description,
  };
}
