import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Identity } from "../../../auth/identity.ts";
import { hasRole } from "../../../auth/identity.ts";
import type { Membership } from "../../../auth/memberships.ts";
import type { JsonObject } from "../../../protocol/message.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import { managedSchool } from "./managed_school.ts";
import type { Invitation, Invitations } from "./invitations.ts";
import { type Activity, personOf, type SchoolNews, statusChange } from "./school_news.ts";
import { SCHOOL_ROLES, type Schools } from "./schools.ts";

const newInvitation = z.strictObject({
  email: z.email().transform((email) => email.toLowerCase()),
  role: z.enum(SCHOOL_ROLES),
  message: z.string().max(2000).default(""),
});

const ROLE_NAMES: Readonly<Record<string, string>> = {
  school_owner: "an Owner",
  school_admin: "an Administrator",
  teacher: "a Teacher",
  school_staff: "a Staff member",
  student: "a Student",
};

/** Inviting people to a school, and answering invitations. */
export function invitationRoutes(
  { schools, invitations, news }: { schools: Schools; invitations: Invitations; news: SchoolNews },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("school", "error");
  const path = "/api/accounts/schools/{id}/invitations/";

  async function answerable(c: RouteContext): Promise<{ identity: Identity; invitation: Invitation }> {
    const identity = routes.signedIn(c);
    const token = c.req.param("token")!;
    const held = await invitations.byToken(token);
    const invitation = held ?? await invitations.byId(token);
    if (!invitation) throw routes.refusal(404, "There is no such invitation");
    if (identity.credential === "apiKey") {
      throw routes.refusal(403, "An API key is nobody who could be invited");
    }
    // Who has no address is known by the token alone: an id is no secret.
    const isTheirs = identity.email === null
      ? held !== undefined
      : identity.email.toLowerCase() === invitation.email;
    if (isTheirs || hasRole(identity)) return { identity, invitation };
    throw routes.refusal(403, "The invitation is for another e-mail address");
  }

  /** Accepting must not demote an owner, who might be the only one. */
  async function refuseLowerRole(identity: Identity, { school, role }: Invitation): Promise<void> {
    const current = await schools.memberships.get("school", school, identity.subject);
    const rank = (name: string) => SCHOOL_ROLES.findIndex((one) => one === name);
    if (!current?.active || rank(role) < rank(current.role)) return;
    throw routes.refusal(409, `You are a member of the school already: ${current.role}`);
  }

  function ended(invitation: Invitation | undefined): Invitation {
    if (invitation) return invitation;
    throw routes.refusal(409, "The invitation was answered before or has expired");
  }

  routes.add({
    method: "post",
    path,
    summary: "Invite somebody; viewers get all three messages",
    body: newInvitation,
    answer: "{message, invitation, notifications_sent}",
    status: 201,
  }, async (c) => {
    const { identity, school, actor } = await managedSchool(c, routes, schools);
    const { email, role, message } = await routes.body(c, newInvitation);
    const invitation = await invitations.create({
      school,
      email,
      role,
      message,
      invitedBy: identity.subject,
    });
    await news.tell(school, {
      invitation: statusChange(invitation, null),
      activities: [{
        type: "invitation_sent",
        actor,
        target: { type: "invitation", id: invitation.id, name: email },
        metadata: { email, role, expires_at: invitation.expires_at },
        description: `${identity.name} invited ${email} as ${ROLE_NAMES[role]}`,
      }],
    });
    const school_name = (await schools.get(school, identity))?.name;
    return c.json({
      message: "Invitation created",
      invitation: { ...shown(invitation), school: { id: Number(school), name: school_name } },
      notifications_sent: 0,
    }, 201);
  });

  routes.add({ method: "get", path, answer: "{count, results}, newest first" }, async (c) => {
    const { school } = await managedSchool(c, routes, schools);
    const results = (await invitations.list(school)).map(shown);
    return c.json({ count: results.length, results });
  });

  routes.add({
    method: "get",
    path: "/api/accounts/invitations/",
    summary: "What one is invited to and has not answered, by one's own e-mail address",
    answer: "{count, results}, newest first",
  }, async (c) => {
    const identity = routes.signedIn(c);
    const own = identity.email === null ? [] : await invitations.pendingOf(identity.email);
    const results = await Promise.all(own.map(async (invitation) => {
      const school = (await schools.get(invitation.school, identity))?.name;
      return shownToInvited(invitation, school ?? `School ${invitation.school}`);
    }));
    return c.json({ count: results.length, results });
  });

  routes.add({
    method: "post",
    path: "/api/accounts/invitations/{token}/accept/",
    summary: "Accept, by the token or the id: the membership follows",
    answer: "{invitation}",
  }, async (c) => {
    const { identity, invitation } = await answerable(c);
    await refuseLowerRole(identity, invitation);
    const membership = membershipFrom(invitation, identity);
    const accepted = ended(await invitations.end(invitation, "accepted", membership));
    const actor = personOf(identity, accepted.role);
    await news.tell(accepted.school, {
      invitation: statusChange(accepted, "pending", actor),
      activities: acceptance(accepted, identity, actor),
    });
    return c.json({ invitation: shown(accepted) });
  });

  routes.add({
    method: "post",
    path: "/api/accounts/invitations/{token}/decline/",
    answer: "{invitation}",
  }, async (c) => {
    const { identity, invitation } = await answerable(c);
    const declined = ended(await invitations.end(invitation, "declined"));
    await news.tell(declined.school, {
      invitation: statusChange(declined, "pending"),
      activities: [{
        type: "invitation_declined",
        actor: personOf(identity, null),
        target: { type: "invitation", id: declined.id, name: declined.email },
        description: `${identity.name} declined the invitation`,
      }],
    });
    return c.json({ invitation: shown(declined) });
  });

  return routes.app;
}

/** The joining of a teacher or student is news of its own; that of others is not. */
function acceptance(invitation: Invitation, identity: Identity, actor: Activity["actor"]): Activity[] {
  const accepted: Activity = {
    type: "invitation_accepted",
    actor,
    target: { type: "invitation", id: invitation.id, name: invitation.email },
    description: `${identity.name} accepted the invitation as ${ROLE_NAMES[invitation.role]}`,
  };
  if (invitation.role !== "teacher" && invitation.role !== "student") return [accepted];
  return [accepted, {
    type: `${invitation.role}_joined`,
    actor,
    target: { type: "user", id: identity.userId ?? identity.subject, name: identity.name },
    description: `${identity.name} joined as ${ROLE_NAMES[invitation.role]}`,
  }];
}

function membershipFrom(invitation: Invitation, identity: Identity): Membership {
  return {
    subject: identity.subject,
    scope: "school",
    scopeId: invitation.school,
    role: invitation.role,
    name: identity.name,
    email: identity.email ?? invitation.email,
    active: true,
    since: Date.now(),
  };
}

function shownToInvited({ id, school, role, message, expires_at }: Invitation, name: string): JsonObject {
  return { id, school: { id: Number(school), name }, role, message, expires_at };
}

function shown({ id, token, expires_at, school, email, role, status }: Invitation): JsonObject {
  const link = `/api/accounts/invitations/${token}/accept/`;
  return { id, token, link, expires_at, school: Number(school), invited_user: null, email, role, status };
}
