import type { OpenAPIHono } from "@hono/zod-openapi";
import { TICKET_LIFE, type Tickets } from "../../auth/tickets.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";

/** Who one is, and tickets for a WebSocket that can send no header. */
export function identityRoutes(upgradeTickets: Tickets): OpenAPIHono<RouteEnv> {
  const routes = new Routes("identity", "error");

  routes.add({ method: "get", path: "/api/v1/me", answer: "The identity behind the request" }, (c) => {
    const { subject, userId, name, email, roles, mspId, clientId, schools } = routes.signedIn(c);
    return c.json({
      subject,
      user_id: userId,
      name,
      email,
      roles,
      msp_id: mspId,
      client_id: clientId,
      schools,
    });
  });

  routes.add({
    method: "post",
    path: "/api/v1/tickets",
    summary: "A ticket for one upgrade: ?ticket=, within 30 s",
    answer: "{ticket, expires_in}",
    status: 201,
  }, async (c) => {
    const ticket = await upgradeTickets.issue({ ...routes.signedIn(c) }, TICKET_LIFE);
    return c.json({ ticket, expires_in: TICKET_LIFE / 1000 }, 201, { "cache-control": "no-store" });
  });

  return routes.app;
}
