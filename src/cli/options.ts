/** Where the accounts and the secret are, for every command that needs them. */
export const DATA = ["--data <folder>", "the server's data folder (default: as configured)"] as const;

/** Where a running server is, for every command that talks to one. */
export const URL_OF_SERVER = [
  "--url <url>",
  "where the server listens (default: BOARDCAST_URL, or the configured host and port)",
] as const;

/** Collects the values of an option that may be repeated. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** The examples that end a command's help. */
export function examples(...lines: readonly string[]): string {
  return ["\nExamples:", ...lines.map((line) => `  boardcast ${line}`)].join("\n");
}
