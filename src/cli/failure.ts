import { ConfigError } from "../config/config_error.ts";

/** A command cannot be done as it was asked for; the message says what to do. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What a failed command prints: never a stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return "Cannot listen: another program uses the address; give another --port or stop that program";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "Cannot listen: this machine does not have the address; give another --host";
  }
  return error instanceof Error ? error.message : String(error);
}

/** The exit code of a failed command: 0 when whoever read its output has left, 2 for wrong use, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Deno.errors.BrokenPipe) return 0;
  return error instanceof ConfigError || error instanceof UsageError ? 2 : 1;
}
