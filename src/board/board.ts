import type { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import type { Credential, Identity } from "../auth/identity.ts";
import type { Dialect } from "../protocol/codec.ts";
import type { JsonObject, Message } from "../protocol/message.ts";
import type { Widget } from "../protocol/view.ts";
import type { Record as GroupRecord } from "../record/record.ts";
import type { EventRule } from "../record/event_rule.ts";
import type { GroupPattern } from "./group_pattern.ts";
import type { RouteEnv } from "./routing.ts";

/** The parameters of a path or of a group's name. */
export type Params = Readonly<Record<string, string>>;

/** Why somebody may not watch: nobody is signed in, or it is not theirs. */
export type Denied = { readonly denied: "signIn" | "notAllowed"; readonly reason: string };

/** The groups that a connection joins at once. */
export type Allowed = { readonly groups: readonly string[] };

/** A connection as a board sees it. */
export interface Viewer {
  readonly identity: Identity | null;
  readonly params: Params;
  readonly dialect: Dialect;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  /** Whether it reads too slowly at the moment: what is published it is sent later, and it needs no repetition. */
  readonly lagging: boolean;
  /** Sends a frame to this viewer alone. */
  send(frame: JsonObject): void;
  /** Joins a group; its record, or `null` if the connection is in as many groups as it may be. */
  join(group: string): Promise<GroupRecord | null>;
  leave(group: string): void;
}

/** One path on which a board is watched, and what its plain dialect says there. */
export interface Endpoint {
  /** A URL pattern; a trailing slash is significant. */
  readonly path: string;
  /** The credentials that a plain client may show here. */
  readonly credentials: readonly Credential[];
  /** Whether `identity` may watch with these parameters, and which groups it then joins. */
  authorize(identity: Identity | null, params: Params): Promise<Allowed | Denied>;
  /** The first frame of a plain client; without it there is none. */
  greet?(viewer: Viewer): JsonObject | Promise<JsonObject>;
  /** What a client sent: text, or bytes of a binary frame. */
  receive(viewer: Viewer, data: string | Uint8Array): void | Promise<void>;
}

/** A message type that a board declares. */
export interface EventDeclaration {
  readonly rule: EventRule;
  /** How often its producer promises to speak, in ms: what freshness is judged by. */
  readonly every?: number;
  /** What a publisher may send. */
  readonly schema: z.ZodType<Message>;
  /** The JSON schema as somebody declared it; without it, it follows from `schema`. */
  readonly jsonSchema?: JsonObject;
  /** The exact frame that is kept and sent. `now` is ISO 8601 in UTC. */
  frame(message: Message, context: { params: Params; now: string }): Message;
}

/** A family of groups that a board declares: publish addresses. */
export interface GroupDeclaration {
  readonly pattern: GroupPattern;
  /** Other names for the same groups. */
  readonly aliases?: readonly GroupPattern[];
  /** The events of the board that are published here; without them all. */
  readonly events?: readonly string[];
  /** Whether `identity` may read what is published here. */
  maySee(identity: Identity | null, params: Params): boolean | Promise<boolean>;
  /** Whether `identity` may publish here; without it whoever has the role `publisher` may. */
  mayPublish?(identity: Identity): boolean;
  /** Whether a viewer of the board who may see the group may join and leave it. */
  readonly joinable?: boolean;
  /** Whether its members see who else is there. */
  readonly presence?: boolean;
}

/** A message and the group it is for. */
export interface Addressed {
  readonly group: string;
  readonly message: Message;
}

/** Publishes from within the server; whether it was kept. It throws on what a board should not have sent. */
export type Publish = (...items: Addressed[]) => Promise<boolean>;

/** Ids and what they are called, by where they stand. */
export type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One declared dashboard. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly endpoints: readonly Endpoint[];
  readonly groups: readonly GroupDeclaration[];
  /** By name; `*` stands for any other name. */
  readonly events: Readonly<Record<string, EventDeclaration>>;
  /** The widgets of its page, in their order. */
  readonly view?: readonly Widget[];
  /**
   * What ids stand for, as far as `identity` may know: by the path in a message, or the parameter of an address, at which the id
   * stands.
   */
  names?(identity: Identity | null): Promise<Names>;
  /** The addresses at which `identity` may watch this board; for lists of boards. */
  paths(identity: Identity | null): Promise<string[]>;
  /** Further publications that follow from one. Those with the same message object are copies of it. */
  derive?(item: Addressed, params: Params): Promise<Addressed[]>;
  /** The board's own HTTP API. */
  routes?(publish: Publish): OpenAPIHono<RouteEnv>;
  /** Starts the board's own timers. */
  run?(publish: Publish): Disposable;
}
