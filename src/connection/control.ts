import type { Authentication } from "../auth/authenticate.ts";
import type { Identity } from "../auth/identity.ts";
import type { Records } from "../backend/backend.ts";
import { inboxOf } from "../board/builtin/inbox.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import type { Answer, ControlFrame, ErrorCode } from "../protocol/control.ts";
import type { JsonObject } from "../protocol/message.ts";
import { type Positions, readPositions } from "../protocol/position.ts";
import type { Record as GroupRecord } from "../record/record.ts";
import { joinableGroup } from "./joinable.ts";

/** A connection as its control commands see it. */
export interface Controlled {
  readonly identity: Identity | null;
  readonly board: string;
  isIn(group: string): boolean;
  joinGroup(group: string): Promise<GroupRecord | null>;
  leave(group: string): void;
  /** Goes on from `positions`; what of it cannot be done. */
  resume(positions: Positions): Promise<ControlFrame[]>;
  /** Becomes the same person with another proof. */
  renew(identity: Identity): Promise<void>;
}

/** What control commands reach. */
export interface ControlParts {
  readonly catalog: BoardCatalog;
  readonly records: Records;
  /** Who a token says that somebody is. */
  proveToken(token: string): Promise<Authentication>;
}

/** The longest text, and the greatest length of a list, that a command takes. */
const MAX_REF = 128;
const MAX_OFFSETS = 1000;
const MAX_GROUPS_SHOWN = 16;
const MAX_NAME_SHOWN = 300;

type Handler = (command: JsonObject) => ControlFrame[] | Promise<ControlFrame[]>;

/** The commands that are Boardcast's own: their types begin with `$`. */
export class Control {
  readonly #connection: Controlled;
  readonly #parts: ControlParts;
  readonly #handlers: Readonly<Record<string, Handler>> = {
    $ping: ({ sent = null }) => pong(sent),
    $resume: (command) => this.#resume(command),
    $refresh: (command) => this.#refresh(command),
    $join: (command) => this.#join(command),
    $leave: (command) => this.#leave(command),
    $ack: (command) => this.#acknowledge(command),
  };
  #hasResumed = false;

  constructor(connection: Controlled, parts: ControlParts) {
    this.#connection = connection;
    this.#parts = parts;
  }

  /** Does what `command` says; the frames that answer it, which carry its `$ref`. */
  async handle(command: JsonObject): Promise<ControlFrame[]> {
    const ref = refOf(command);
    if (ref === null) return [INVALID_REF];
    const type = String(command["type"]);
    const handler = Object.hasOwn(this.#handlers, type) ? this.#handlers[type] : undefined;
    const answers = handler
      ? await handler(command)
      : [error("unknownCommand", `there is no command ${type}`)];
    if (answers.length === 0 && ref.ref !== undefined) return [{ type: "$reply", ...ref }];
    return answers.map((answer) => ({ ...answer, ...ref }));
  }

  /** Positions may be given once: in the address or by this. */
  noteResumed(): void {
    this.#hasResumed = true;
  }

  async #resume({ positions: given }: JsonObject): Promise<ControlFrame[]> {
    if (this.#hasResumed) return [error("alreadyResumed", "a connection resumes once")];
    const positions = readPositions(given);
    if (typeof positions === "string") return [error("invalid", positions)];
    this.#hasResumed = true;
    return await this.#connection.resume(positions);
  }

  async #refresh({ token }: JsonObject): Promise<ControlFrame[]> {
    const { identity } = this.#connection;
    if (typeof token !== "string") return [error("invalid", "$refresh needs the text token")];
    if (identity === null || identity.expires === null) {
      return [error("notNeeded", "this connection does not depend on a token that expires")];
    }
    const proven = await this.#parts.proveToken(token);
    if ("refused" in proven) return [error("refused", proven.refused)];
    if (proven.identity?.subject !== identity.subject) {
      return [error("notAllowed", "the token is another person's: open another connection")];
    }
    const { expires } = proven.identity;
    await this.#connection.renew({ ...proven.identity, credential: identity.credential });
    return [{ type: "$reply", expires }];
  }

  async #join({ group: name }: JsonObject): Promise<ControlFrame[]> {
    if (typeof name !== "string") return [error("invalid", "$join needs the text group")];
    const group = await joinableGroup(this.#parts.catalog, this.#connection, name);
    if (group === null) return [notAllowed([name])];
    const record = await this.#connection.joinGroup(group);
    return record ? [{ type: "$reply", group, ...record.position }] : [tooManyGroups([name])];
  }

  async #leave({ group: name }: JsonObject): Promise<ControlFrame[]> {
    if (typeof name !== "string") return [error("invalid", "$leave needs the text group")];
    const group = await joinableGroup(this.#parts.catalog, this.#connection, name);
    if (group === null) return [notAllowed([name])];
    this.#connection.leave(group);
    return [{ type: "$reply", group }];
  }

  async #acknowledge({ offsets }: JsonObject): Promise<ControlFrame[]> {
    const { identity } = this.#connection;
    if (identity === null) return [error("notAllowed", "nobody is signed in, so there is no inbox")];
    if (!isOffsets(offsets)) {
      return [error("invalid", `$ack needs offsets: 1 to ${MAX_OFFSETS} whole numbers from 1`)];
    }
    const group = inboxOf(identity.subject);
    return [{ type: "$reply", group, acknowledged: await this.#parts.records.acknowledge(group, offsets) }];
  }
}

/** The refusal of a group that a viewer may not join. */
export function notAllowed(groups: readonly string[]): ControlFrame {
  const message = "this board has no such group that you may join and leave";
  return { ...error("notAllowed", message), groups: shown(groups) };
}

/** The refusal of one group too many. */
export function tooManyGroups(groups: readonly string[]): ControlFrame {
  return {
    ...error("tooManyGroups", "the connection is in as many groups as it may be"),
    groups: shown(groups),
  };
}

/** The first of many names, and of long ones the beginning: a refusal must fit where little does. */
function shown(groups: readonly string[]): string[] {
  return groups.slice(0, MAX_GROUPS_SHOWN).map((name) => name.slice(0, MAX_NAME_SHOWN));
}

/** A refusal of a command. */
export function error(code: ErrorCode, message: string): ControlFrame & { type: "$error" } {
  return { type: "$error", code, message };
}

/** The `$ref` of a command, for its answer; `null` for one that cannot be used. */
export function refOf({ $ref: ref }: JsonObject): Answer | null {
  if (ref === undefined) return {};
  if (typeof ref === "string" && ref.length <= MAX_REF) return { ref };
  return typeof ref === "number" ? { ref } : null;
}

/** The refusal of a `$ref` that cannot be given back. */
export const INVALID_REF = error("invalid", `$ref must be a number or a text of up to ${MAX_REF} characters`);

function pong(sent: unknown): ControlFrame[] {
  const isSmall = sent === null || typeof sent === "number" ||
    (typeof sent === "string" && sent.length <= MAX_REF);
  if (isSmall) return [{ type: "$pong", sent, received: Date.now() }];
  return [error("invalid", `sent must be a number or a text of up to ${MAX_REF} characters`)];
}

function isOffsets(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_OFFSETS &&
    value.every((offset) => Number.isSafeInteger(offset) && offset > 0);
}
