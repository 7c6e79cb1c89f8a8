import type { JsonObject } from "./message.ts";
import type { Gap, Position } from "./position.ts";

/** How long an event, or one key of it, has not spoken against what it promises (`every`). */
export type FreshnessStatus = "fresh" | "late" | "silent";

/** What is known of the freshness of one event of a group. */
export interface FreshnessReport {
  readonly event: string;
  /** The values of its key; absent for the event as a whole. */
  readonly key?: readonly unknown[];
  readonly status: FreshnessStatus;
  /** Since it last spoke, in ms; `null` if it never did. */
  readonly age: number | null;
  /** Who is to blame, unless it is fresh. */
  readonly cause?: "producer" | "backend";
}

/** What a board declares of one event: what is kept of it, under which key, and how often it promises to come. */
export interface EventSummary {
  /** Paths into the message, whose values together are the key. */
  readonly key?: readonly string[];
  /** How many are kept, per key if there is one. */
  readonly count?: number;
  /** How long each is kept, in ms. */
  readonly ms?: number;
  /** How often it promises to come, in ms. */
  readonly every?: number;
}

/** Who is seen in a group: one person, however many connections. */
export interface Person {
  readonly subject: string;
  readonly name: string;
}

/** Why a command is refused; the connection goes on. */
export type ErrorCode =
  | "invalid"
  | "unknownCommand"
  | "needsV1"
  | "notAllowed"
  | "tooManyGroups"
  | "alreadyResumed"
  | "notNeeded"
  | "refused";

/** Marks an answer with the `$ref` of the command. */
export interface Answer {
  readonly ref?: string | number;
}

/** Every frame of the server that is no publication (`boardcast.v1`). Times in ms since 1970. */
export type ControlFrame =
  | {
    readonly type: "$welcome";
    readonly connection: string;
    readonly identity: { readonly subject: string | null; readonly roles: readonly string[] };
    readonly groups: Readonly<Record<string, Position>>;
    /** The events of the board by their names; `*` is any other. */
    readonly events: Readonly<Record<string, EventSummary>>;
    readonly freshness: readonly ({ readonly group: string } & FreshnessReport)[];
    /** How long a silent peer is waited for, in ms. */
    readonly heartbeat: number;
    readonly server: string;
  }
  | {
    readonly type: "$resumed";
    readonly group: string;
    readonly epoch: string;
    readonly from: number;
    readonly to: number;
  }
  | {
    readonly type: "$gap";
    readonly group: string;
    /** Under which offsets count from now on, if numbering has begun again. */
    readonly epoch?: string;
  } & Gap
  | { readonly type: "$freshness"; readonly group: string } & FreshnessReport
  | { readonly type: "$presence"; readonly group: string; readonly people: readonly Person[] }
  | {
    readonly type: "$presence";
    readonly group: string;
    readonly joined: readonly Person[];
    readonly left: readonly Person[];
  }
  | { readonly type: "$waiting" | "$ack"; readonly group: string; readonly offsets: readonly number[] }
  | { readonly type: "$reply" } & Answer & JsonObject
  | {
    readonly type: "$error";
    readonly code: ErrorCode;
    readonly message: string;
    /** The groups that it is about. */
    readonly groups?: readonly string[];
  } & Answer
  | { readonly type: "$pong"; readonly sent: unknown; readonly received: number } & Answer;

/** A control frame as it goes out. */
export function encodeControl(frame: ControlFrame): string {
  return JSON.stringify(frame);
}
