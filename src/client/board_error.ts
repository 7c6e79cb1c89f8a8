import type { ErrorCode } from "../protocol/control.ts";

/** Why a command was not carried out: the server's reason, or `disconnected` if its answer can no longer come. */
export class BoardError extends Error {
  override readonly name = "BoardError";
  readonly code: ErrorCode | "disconnected";

  constructor(code: ErrorCode | "disconnected", message: string) {
    super(message);
    this.code = code;
  }
}
