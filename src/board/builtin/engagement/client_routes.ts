import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hasRole, type Identity } from "../../../auth/identity.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import { type Client, CLIENT_GROUP, type Clients, isRole, MSP_GROUP } from "./clients.ts";

/** What an id may have besides letters and digits, since it is part of a group's name. */
const SIGNS = "_ . : @ + -";

const newClient = z.strictObject({
  name: z.string().min(1).max(200),
  msp_id: z.string().refine(
    (msp) => MSP_GROUP.validName({ msp }) !== null,
    `use 1 to 128 letters, digits and ${SIGNS}`,
  ).nullable().default(null),
});
const newApplication = z.strictObject({ name: z.string().min(1).max(200) });

/** Adding and reading clients and their applications. */
export function clientRoutes(clients: Clients): OpenAPIHono<RouteEnv> {
  const routes = new Routes("engagement", "detail");

  function idOf(c: RouteContext, name: string): string {
    const id = c.req.param(name)!;
    if (CLIENT_GROUP.validName({ client: id }) !== null) return id;
    throw routes.refusal(422, `"${id}" cannot be an id: use letters, digits and ${SIGNS}`);
  }

  async function visible(c: RouteContext): Promise<Client> {
    const client = await clients.visibleTo(routes.signedIn(c), c.req.param("id")!);
    if (client) return client;
    throw routes.refusal(404, "Client not found or access denied");
  }

  function mayManage(identity: Identity, msp: string | null, client?: string): boolean {
    if (hasRole(identity)) return true;
    if (isRole(identity, ["msp_admin"])) return msp !== null && identity.mspId === msp;
    return client !== undefined && isRole(identity, ["client_admin"]) && identity.clientId === client;
  }

  routes.add(
    { method: "get", path: "/api/v1/clients", answer: "{clients}: those one may see" },
    async (c) => {
      return c.json({ clients: await clients.allVisibleTo(routes.signedIn(c)) });
    },
  );

  routes.add({ method: "get", path: "/api/v1/clients/{id}", answer: "{client}" }, async (c) => {
    return c.json({ client: await visible(c) });
  });

  routes.add(
    { method: "put", path: "/api/v1/clients/{id}", body: newClient, answer: "{client}" },
    async (c) => {
      const identity = routes.signedIn(c);
      const id = idOf(c, "id");
      const { name, msp_id } = await routes.body(c, newClient);
      const client = { id, name, msp_id };
      const mayPut = ({ msp_id }: Client) => mayManage(identity, msp_id);
      const isNew = mayPut(client) ? await clients.put(client, mayPut) : undefined;
      if (isNew === undefined) {
        throw routes.refusal(403, "This needs the role admin, or msp_admin of that MSP");
      }
      return c.json({ client }, isNew ? 201 : 200);
    },
  );

  routes.add(
    { method: "get", path: "/api/v1/clients/{id}/applications", answer: "{applications}" },
    async (c) => {
      const client = await visible(c);
      return c.json({ applications: await clients.applications(client.id) });
    },
  );

  routes.add({
    method: "put",
    path: "/api/v1/clients/{id}/applications/{app}",
    body: newApplication,
    answer: "{application}",
  }, async (c) => {
    const identity = routes.signedIn(c);
    const client = await visible(c);
    idOf(c, "id");
    if (!mayManage(identity, client.msp_id, client.id)) throw routes.refusal(403, "Insufficient permissions");
    const { name } = await routes.body(c, newApplication);
    const application = { id: idOf(c, "app"), client_id: client.id, name };
    return c.json({ application }, await clients.putApplication(application) ? 201 : 200);
  });

  return routes.app;
}
