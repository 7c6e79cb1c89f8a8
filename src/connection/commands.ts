import type { Endpoint, Viewer } from "../board/board.ts";
import { type ControlFrame, encodeControl } from "../protocol/control.ts";
import { isObject, type JsonObject, parseJson, RESERVED_PREFIX } from "../protocol/message.ts";
import type { ClientFrame } from "./command_queue.ts";
import { Control, type Controlled, type ControlParts, error, INVALID_REF, refOf } from "./control.ts";

/** A connection as its commands see it. */
export interface Commanded extends Viewer, Controlled {
  readonly endpoint: Endpoint;
  readonly board: string;
  /** Sends a frame to this viewer alone. */
  reply(frame: string): void;
}

/** Tells Boardcast's own commands from those of the board, and answers those that carry a `$ref`. */
export class Commands {
  readonly #connection: Commanded;
  readonly #control: Control;
  /** The `$ref` of the board's command that is being handled, until it is answered. */
  #ref: string | number | undefined;

  constructor(connection: Commanded, parts: ControlParts) {
    this.#connection = connection;
    this.#control = new Control(connection, parts);
  }

  /** Handles one frame of the peer. */
  async handle(frame: ClientFrame): Promise<void> {
    const command = ownCommand(frame);
    const type = command?.["type"];
    const isControl = typeof type === "string" && type.startsWith(RESERVED_PREFIX);
    if (!command || (!isControl && this.#connection.dialect === "plain")) return await this.#receive(frame);
    if (this.#connection.dialect === "plain") return this.#answer(NEEDS_V1);
    if (isControl) return this.#answer(...await this.#control.handle(command));
    const ref = refOf(command);
    if (ref === null) return this.#answer(INVALID_REF);
    this.#ref = ref.ref;
    await this.#receive(frame);
    if (this.#ref !== undefined) this.#connection.send({ type: "$reply" });
  }

  /** A frame of the board as it goes out: the first one after a command with a `$ref` answers it. */
  answered(frame: JsonObject): JsonObject {
    const ref = this.#ref;
    if (ref === undefined) return frame;
    this.#ref = undefined;
    if (frame["type"] === "$reply") return { ...frame, ref };
    if (frame["type"] !== "error") return { type: "$reply", ref, message: frame };
    return { ...error("refused", String(frame["message"])), ref };
  }

  /** See {@link Control.noteResumed}. */
  noteResumed(): void {
    this.#control.noteResumed();
  }

  async #receive(frame: ClientFrame): Promise<void> {
    await this.#connection.endpoint.receive(this.#connection, frame);
  }

  #answer(...frames: readonly ControlFrame[]): void {
    for (const frame of frames) this.#connection.reply(encodeControl(frame));
  }
}

const NEEDS_V1 = error("needsV1", "commands that begin with $ need the subprotocol boardcast.v1");

/** The command in `frame`, if it may be one of ours or has a `$ref`; all others the board reads for itself. */
function ownCommand(frame: ClientFrame): JsonObject | undefined {
  if (typeof frame !== "string" || !frame.includes(`"${RESERVED_PREFIX}`)) return undefined;
  const command = parseJson(frame);
  return isObject(command) ? command : undefined;
}

/** Whether `frame` tells the positions of a returning viewer. */
export function isResume(frame: ClientFrame): boolean {
  return ownCommand(frame)?.["type"] === "$resume";
}
