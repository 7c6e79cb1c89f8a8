import { z } from "zod";
import { duration } from "./duration.ts";
import { fitting } from "./pattern_text.ts";
import { messagePath, widgetSchema } from "./widget.ts";

/** What a board may be called. */
export const BOARD_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** What an event may be called: not as Boardcast's own frames, which begin with "$". */
const EVENT_NAME = /^[A-Za-z][A-Za-z0-9_.:-]{0,99}$/;
/** What the endpoint of a declared board itself sends. */
const OWN_EVENT = "pong";

const parameter = "[A-Za-z][A-Za-z0-9_]{0,31}";
const part = `/(?!\\.{1,2}(?:/|$))(?:[A-Za-z0-9_.~-]+|\\{${parameter}\\})`;
const groupText = `(?:[A-Za-z0-9_.:@+-]|\\{${parameter}(?::(?:text|int|symbol))?\\})+`;

/** Where a board is watched. A parameter is a whole part, in braces. */
export const pathSchema = z.string().max(500).superRefine(
  fitting(
    new RegExp(`^(?:${part})+/?$`),
    (path) => path.startsWith("/") ? undefined : "it must begin with /",
  ),
)
  .meta({ allowed: "a path such as /ws/machines/{site}/, with letters, digits and any of _ . ~ -" });

const groupName = z.string().max(200).superRefine(fitting(new RegExp(`^${groupText}$`))).meta({
  allowed:
    'a name such as "machines_{site}" or "line_{line:int}", with letters, digits and any of _ . : @ + -',
});

/** A family of groups: a name, or a section with what the group can do. */
export const groupSchema = z.union([
  groupName,
  z.strictObject({
    name: groupName.describe("Its name; parameters in braces, of the kind text, int or symbol"),
    presence: z.boolean().default(false).describe("Whether its members see who else is there"),
    join: z.boolean().default(false).describe("Whether viewers of the board may join and leave it"),
    events: z.array(z.string().max(100).meta({ allowed: "the name of an event of the board" })).min(1)
      .optional()
      .describe("What is published to it; every event of the board without them"),
  }),
]).meta({ allowed: "the name of a group, or a section with name, presence, join, events" });

/** A role; tokens may carry any. */
const role = z.string().max(100).regex(/^\S(?:.*\S)?$/)
  .meta({ allowed: "the name of a role, such as viewer" });

/** Whose claim or membership opens which value of a parameter. */
export const scopeSchema = z.strictObject({
  parameter: z.string().regex(new RegExp(`^${parameter}$`)).meta({
    allowed: "the name of a parameter of the path",
  })
    .describe("The parameter of the path that is checked"),
  claim: z.string().min(1).max(100).optional().describe(
    "The claim that holds its value, or a list of values",
  ),
  membership: z.enum(["msp", "client", "school"]).optional()
    .describe("Of what somebody must be an active member in the store"),
}).refine(({ claim, membership }) => (claim === undefined) !== (membership === undefined), {
  params: { words: "give claim or membership, one of them" },
});

const access = z.strictObject({
  open: z.boolean().default(false).describe("Whether anybody may watch it, without signing in"),
  roles: z.array(role).min(1).optional().describe(
    "One of these roles, or admin, is needed; any without them",
  ),
  scope: scopeSchema.optional(),
}).refine(({ open, roles, scope }) => !open || (roles === undefined && scope === undefined), {
  params: { words: "an open board has neither roles nor scope" },
});

/** What a board keeps of one event, and what it must look like. */
export const eventSchema = z.strictObject({
  key: z.array(messagePath).min(1).optional().describe(
    "Paths into the message whose values tell one state from another",
  ),
  keep: z.union([z.number().int().min(1).max(100_000), duration("100ms", "365d")])
    .meta({ allowed: "a whole number from 1 to 100000, or a duration from 100ms to 365d, such as 24h" })
    .optional().describe("How many are kept (of each key), or how long; nothing without it"),
  every: duration("1s", "30d").optional().describe("How often its producer promises to speak"),
  schema: z.record(z.string(), z.unknown()).meta({
    allowed: "a JSON schema (draft 2020-12): a section such as {type: object}",
  })
    .optional().describe("JSON schema (draft 2020-12) of its messages; any fields without it"),
}).refine(({ keep, key }) => keep !== undefined || key === undefined, {
  path: ["key"],
  params: { words: "a key needs keep: nothing of this event is kept" },
}).refine(({ keep, every }) => keep !== undefined || every === undefined, {
  path: ["every"],
  params: { words: "every needs keep: whether it is late is judged by what is kept" },
});

const eventName = z.string().regex(EVENT_NAME).refine((name) => name !== OWN_EVENT).meta({
  allowed:
    `a name of up to 100 letters, digits and any of _ . : - that begins with a letter; not ${OWN_EVENT}, which a board itself sends`,
});

/** A board that an operator declares. */
export const declaredBoardSchema = z.strictObject({
  title: z.string().min(1).max(200).optional().describe("What it is called; its name without one"),
  path: pathSchema.describe("Where it is watched"),
  access: access.prefault({}),
  groups: z.array(groupSchema).min(1).max(100).describe("What producers publish to"),
  events: z.record(eventName, eventSchema).refine((events) => Object.keys(events).length > 0).meta({
    allowed: "a section with an event of the board in each line, at least one",
  })
    .describe("What is published"),
  publish: z.array(role).default([]).describe("Roles that may publish besides admin and publisher"),
  view: z.array(widgetSchema).max(200).default([]).describe("The widgets of its page, in their order"),
});

/** A declared board, checked and complete. */
export type DeclaredBoard = Readonly<z.output<typeof declaredBoardSchema>>;
/** One event of a declared board. */
export type DeclaredEvent = Readonly<z.output<typeof eventSchema>>;
/** Whose claim or membership opens a declared board. */
export type DeclaredScope = Readonly<z.output<typeof scopeSchema>>;

/** One family of groups of a declared board. */
export interface DeclaredGroup {
  readonly name: string;
  readonly presence: boolean;
  readonly join: boolean;
  /** The events that are published to it; without them all of the board. */
  readonly events?: readonly string[] | undefined;
}

/** The group that a name alone, or a section, stands for. */
export function declaredGroup(given: z.output<typeof groupSchema>): DeclaredGroup {
  return typeof given === "string" ? { name: given, presence: false, join: false } : given;
}
