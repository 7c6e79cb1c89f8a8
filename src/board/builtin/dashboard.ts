import { hasRole } from "../../auth/identity.ts";
import { isObject, type Message } from "../../protocol/message.ts";
import { deny } from "../access.ts";
import type { Board, EventDeclaration, Viewer } from "../board.ts";
import { anyMessageSchema, objectOf } from "../frame.ts";
import { z } from "zod";
import { DASHBOARD_VIEW } from "./dashboard_view.ts";
import { groupPattern } from "../group_pattern.ts";

const PERSONAL = groupPattern("dashboard_{user:int}");
const RESERVED = ["connection_established", "pong", "subscription_confirmed"];
const schema = anyMessageSchema(RESERVED, { data: z.unknown() });

/** A person's own dashboard: all tabs of one user share one group. */
export function dashboardBoard(): Board {
  return {
    name: "dashboard",
    title: "Dashboard",
    endpoints: [{
      path: "/ws/dashboard/",
      credentials: ["bearer", "subprotocol", "ticket", "cookie"],
      authorize: (identity) => {
        const user = identity?.userId ?? null;
        if (user === null) return Promise.resolve(deny(identity, "The identity has no user_id"));
        return Promise.resolve({ groups: [PERSONAL.name({ user: String(user) })] });
      },
      greet: ({ identity }) => ({
        type: "connection_established",
        user_id: identity!.userId,
        message: "WebSocket connection established",
      }),
      receive,
    }],
    groups: [{
      pattern: PERSONAL,
      maySee: (identity, { user }) =>
        hasRole(identity, "publisher") || (identity !== null && String(identity.userId) === user),
    }],
    events: {
      gcode_update: event({ key: ["type"], count: 300 }, withScoreOnTop),
      annotation_added: event({ count: 100 }),
      content_generated: event({ key: ["data.id"], count: 1 }),
      dashboard_update: event({ count: 300 }),
      "*": event({ count: 100 }),
    },
    view: DASHBOARD_VIEW,
    paths: (identity) =>
      Promise.resolve(identity !== null && identity.userId !== null ? ["/ws/dashboard/"] : []),
  };
}

function receive(viewer: Viewer, data: string | Uint8Array): void {
  const command = objectOf(data);
  if (command?.["type"] === "ping") viewer.send({ type: "pong", timestamp: spacedTime(new Date()) });
  if (command?.["type"] !== "subscribe") return;
  viewer.send({ type: "subscription_confirmed", updates: command["updates"] ?? [] });
}

function event(
  rule: EventDeclaration["rule"],
  frame: (message: Message) => Message = ({ type, data }) => ({ type, data }),
): EventDeclaration {
  return { rule, schema, frame };
}

/** The browser's code reads the score at the top level of the frame. */
function withScoreOnTop({ type, data }: Message): Message {
  if (!isObject(data)) return { type, data };
  const score = Object.entries(data).filter(([name]) => name === "g_code_score" || name === "update_score");
  return { type, data, ...Object.fromEntries(score) };
}

/** `2026-01-13 09:20:11.204000+00:00`: a space instead of the T, microseconds, the offset of UTC. */
function spacedTime(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "000+00:00");
}
