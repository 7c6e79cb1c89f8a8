import { ConfigError } from "../config/load_config.ts";

/** A command cannot be done as it was asked for; the message says what to do. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What a failed command prints: never a stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return "Cannot listen: another program uses the address; give another --port or stop that program";
  }
  return error instanceof Error ? error.message : String(error);
}

/** The exit code of a failed command. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ConfigError || error instanceof UsageError ? 2 : 1;
}
