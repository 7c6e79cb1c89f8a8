import { z } from "zod";
import { hasRole, type Identity } from "../../../auth/identity.ts";
import type { Records, Store } from "../../../backend/backend.ts";
import type { Nodes } from "../../../backend/nodes.ts";
import type { GroupRegistry } from "../../../group/group_registry.ts";
import type { JsonObject } from "../../../protocol/message.ts";
import { deny, EXPLICIT } from "../../access.ts";
import type {
  Allowed,
  Board,
  Denied,
  EventDeclaration,
  GroupDeclaration,
  Names,
  Viewer,
} from "../../board.ts";
import { anyObject, INVALID_JSON, messageSchema, objectOf, timestamp } from "../../frame.ts";
import { CLIENT_GROUP, CLIENT_ROLES, Clients, isRole, MSP_GROUP, MSP_ROLES } from "./clients.ts";
import { engagementRoutes } from "./engagement_routes.ts";
import { ENGAGEMENT_VIEW } from "./engagement_view.ts";

/** What applications the clients of an MSP use: for the client itself and for its MSP. */
export function engagementBoard(
  parts: { store: Store; records: Records; groups: GroupRegistry; nodes: Nodes },
): Board {
  const clients = new Clients(parts.store);
  return {
    name: "engagement",
    title: "Engagement",
    endpoints: [{
      path: "/api/v1/ws/engagement",
      credentials: EXPLICIT,
      authorize: (identity) => Promise.resolve(scopeOf(identity) ?? deny(identity, "Invalid role")),
      greet: ({ identity }) => greeting(identity!, { scope: scopeText(identity!) }),
      receive: (viewer, data) => receiveForAll(viewer, data, clients),
    }, {
      path: "/api/v1/ws/client/:client/engagement",
      credentials: EXPLICIT,
      authorize: (identity, { client }) => authorizeClient(clients, identity, client!),
      greet: ({ identity, params }) => greeting(identity!, { client_id: params["client"]! }),
      receive: receiveForOne,
    }],
    groups: groupsOf(clients),
    events: {
      engagement_update: event("engagement_update", { key: ["client_id"], count: 1 }),
      interaction_update: event("interaction_update", {
        key: ["client_id", "data.app_id"],
        count: 100,
      }),
      alert: event("alert", { count: 500 }),
    },
    view: ENGAGEMENT_VIEW,
    paths: (identity) => Promise.resolve(scopeOf(identity) ? ["/api/v1/ws/engagement"] : []),
    names: (identity) => namesFor(clients, identity),
    derive: async ({ message }, { client }) => {
      const msp = client === undefined ? undefined : (await clients.get(client))?.msp_id;
      return msp ? [{ group: MSP_GROUP.name({ msp }), message }] : [];
    },
    routes: (publish) => engagementRoutes({ ...parts, clients }, publish),
  };
}

/** So many clients are called by their names on one page. */
const MOST_NAMED = 1_000;

/** The clients that `identity` may see and their applications. */
async function namesFor(clients: Clients, identity: Identity | null): Promise<Names> {
  const visible = identity === null ? [] : (await clients.allVisibleTo(identity)).slice(0, MOST_NAMED);
  const applications = await Promise.all(visible.map(({ id }) => clients.applications(id)));
  const byId = Object.fromEntries(visible.map(({ id, name }) => [id, name]));
  return {
    client: byId,
    client_id: byId,
    "data.app_id": Object.fromEntries(
      applications.flat().map((one, _, all) => {
        const isAlone = all.filter(({ name }) => name === one.name).length === 1;
        return [one.id, isAlone ? one.name : `${one.name} (${byId[one.client_id]})`];
      }),
    ),
  };
}

function groupsOf(clients: Clients): GroupDeclaration[] {
  return [{
    pattern: CLIENT_GROUP,
    joinable: true,
    maySee: async (identity, { client }) =>
      hasRole(identity, "publisher") || await clients.visibleTo(identity, client!) !== undefined,
  }, {
    pattern: MSP_GROUP,
    maySee: (identity, { msp }) =>
      hasRole(identity, "publisher") || (isRole(identity, MSP_ROLES) && identity!.mspId === msp),
  }];
}

/** The group of an identity's own MSP or client. */
function scopeOf(identity: Identity | null): Allowed | undefined {
  if (identity === null) return undefined;
  const { mspId: msp, clientId: client } = identity;
  const group = (msp !== null && isRole(identity, MSP_ROLES) ? MSP_GROUP.validName({ msp }) : null) ??
    (client !== null && isRole(identity, CLIENT_ROLES) ? CLIENT_GROUP.validName({ client }) : null);
  return group === null ? undefined : { groups: [group] };
}

async function authorizeClient(
  clients: Clients,
  identity: Identity | null,
  client: string,
): Promise<Allowed | Denied> {
  if (!isRole(identity, [...MSP_ROLES, ...CLIENT_ROLES])) return deny(identity, "Invalid role");
  const group = await visibleGroup(clients, identity, client);
  return group === null ? deny(identity, "Client not found or access denied") : { groups: [group] };
}

/** The group of a client's viewers; `null` if `identity` may not see the client. */
async function visibleGroup(
  clients: Clients,
  identity: Identity | null,
  client: string,
): Promise<string | null> {
  const group = CLIENT_GROUP.validName({ client });
  return group !== null && await clients.visibleTo(identity, client) ? group : null;
}

function greeting(identity: Identity, scope: JsonObject): JsonObject {
  return { type: "connection", status: "connected", ...scope, user_role: roleOf(identity) };
}

function scopeText(identity: Identity): string {
  return isRole(identity, MSP_ROLES) ? `MSP ${identity.mspId}` : `Client ${identity.clientId}`;
}

function roleOf(identity: Identity): string | undefined {
  return identity.roles.find((role) => [...MSP_ROLES, ...CLIENT_ROLES].some((known) => known === role));
}

async function receiveForAll(viewer: Viewer, data: string | Uint8Array, clients: Clients): Promise<void> {
  const command = objectOf(data);
  if (!command) return viewer.send(INVALID_JSON);
  const { type, client_id: client } = command;
  if (type === "ping") return viewer.send(pong(command));
  if (type === "request_update") {
    return viewer.send({ type: "info", message: "Updates are pushed automatically" });
  }
  if (type !== "subscribe" || !isRole(viewer.identity, MSP_ROLES)) return;
  const group = typeof client === "string" ? await visibleGroup(clients, viewer.identity, client) : null;
  if (group === null || !await viewer.join(group)) {
    return viewer.send({ type: "error", message: "Client not found or access denied" });
  }
  viewer.send({ type: "subscribed", client_id: client });
}

function receiveForOne(viewer: Viewer, data: string | Uint8Array): void {
  const command = objectOf(data);
  if (!command) return viewer.send(INVALID_JSON);
  if (command["type"] === "ping") viewer.send(pong(command));
}

function pong({ timestamp = null }: JsonObject): JsonObject {
  return { type: "pong", timestamp };
}

function event(type: string, rule: EventDeclaration["rule"]): EventDeclaration {
  return {
    rule,
    schema: messageSchema(type, { client_id: z.string().max(128).optional(), timestamp, data: anyObject }),
    frame: ({ client_id, timestamp, data }, { params, now }) => ({
      type,
      client_id: params["client"] ?? client_id ?? null,
      timestamp: timestamp ?? now.replace("Z", "+00:00"),
      data,
    }),
  };
}
