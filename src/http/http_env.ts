import type { Context } from "@hono/hono";
import type { Identity } from "../auth/identity.ts";
import type { Peer } from "./peer.ts";

/** What the server hands to every request, and what middleware adds. */
export type HttpEnv = { Bindings: { peer: Peer }; Variables: { identity: Identity | null } };

/** The context of a handler of our own routes. */
export type HttpContext = Context<HttpEnv>;
