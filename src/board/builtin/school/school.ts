import { hasRole } from "../../../auth/identity.ts";
import type { Memberships } from "../../../auth/memberships.ts";
import type { Records, Store } from "../../../backend/backend.ts";
import { ALL_CREDENTIALS, deny } from "../../access.ts";
import type { Board, EventDeclaration, Viewer } from "../../board.ts";
import { anyObject, INVALID_JSON, messageSchema, objectOf } from "../../frame.ts";
import { InOrder } from "../../in_order.ts";
import { runEvery } from "../../run_every.ts";
import { invitationRoutes } from "./invitation_routes.ts";
import { Invitations } from "./invitations.ts";
import { SchoolNews, statusChange } from "./school_news.ts";
import { schoolRoutes } from "./school_routes.ts";
import { SCHOOL_VIEW } from "./school_view.ts";
import { SCHOOL_ALIAS, SCHOOL_GROUP, Schools } from "./schools.ts";

/** Invitations whose time is over are noticed within this: a minute. */
const EXPIRY_INTERVAL = 60_000;

/** So many invitations are called by the addresses that they went to. */
const MOST_NAMED = 1_000;

/** What a school's owner and administrators see: its numbers, invitations and activity. */
export function schoolBoard(
  { store, records, memberships }: { store: Store; records: Records; memberships: Memberships },
): Board {
  const schools = new Schools(store, memberships);
  const invitations = new Invitations(store);
  const newsParts = { schools, records, inOrder: new InOrder() };
  return {
    name: "school",
    title: "School",
    endpoints: [{
      path: "/ws/schools/:school(0|[1-9][0-9]{0,14})/dashboard/",
      credentials: ALL_CREDENTIALS,
      authorize: async (identity, { school }) =>
        await schools.isManager(identity, school!)
          ? { groups: [SCHOOL_GROUP.name({ school: school! })] }
          : deny(identity, "Only the owner and the administrators of a school watch its dashboard"),
      receive,
    }],
    groups: [{
      pattern: SCHOOL_GROUP,
      aliases: [SCHOOL_ALIAS],
      maySee: async (identity, { school }) =>
        hasRole(identity, "publisher") || await schools.isManager(identity, school!),
    }],
    events: {
      metrics_update: event("metrics_update", { key: ["type"], count: 300 }),
      activity_new: event("activity_new", { count: 1000 }),
      invitation_status_update: event("invitation_status_update", { count: 500 }),
    },
    view: SCHOOL_VIEW,
    paths: async (identity) =>
      (await schools.managedBy(identity)).map((school) => `/ws/schools/${school}/dashboard/`),
    names: async (identity) => {
      const managed = await schools.managedBy(identity);
      const named = managed.map(async (id) => [id, (await schools.get(id, identity))?.name ?? id]);
      const sent = (await Promise.all(managed.map((id) => invitations.list(id)))).flat();
      return {
        school: Object.fromEntries(await Promise.all(named)),
        "data.invitation_id": Object.fromEntries(
          sent.slice(0, MOST_NAMED).map(({ id, email }) => [id, email]),
        ),
      };
    },
    routes: (publish) => {
      const news = new SchoolNews(newsParts, publish);
      const app = schoolRoutes({ schools, invitations, records, news });
      return app.route("/", invitationRoutes({ schools, invitations, news })) as typeof app;
    },
    run: (publish) => {
      const news = new SchoolNews(newsParts, publish);
      return runEvery(EXPIRY_INTERVAL, "expire invitations", () => expireInvitations(invitations, news));
    },
  };
}

function receive(viewer: Viewer, data: string | Uint8Array): void {
  viewer.send(
    objectOf(data) ? { type: "error", message: "Client messages not supported yet" } : INVALID_JSON,
  );
}

function event(type: string, rule: EventDeclaration["rule"]): EventDeclaration {
  return { rule, schema: messageSchema(type, { data: anyObject }), frame: (message) => message };
}

/** Ends the invitations whose time is over, and tells their schools. */
export async function expireInvitations(invitations: Invitations, news: SchoolNews): Promise<void> {
  for (const overdue of await invitations.overdue()) {
    const expired = await invitations.end(overdue, "expired");
    if (expired) await news.tell(expired.school, { invitation: statusChange(expired, "pending") });
  }
}
