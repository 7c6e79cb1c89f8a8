import { type Config, settings } from "./config.ts";

/** The paths of the settings in which `before` and `after` differ and which count only at a start: all but declared boards. */
export function needingRestart(before: Config, after: Config): string[] {
  return settings().map(({ path }) => path)
    .filter((path) => JSON.stringify(valueAt(before, path)) !== JSON.stringify(valueAt(after, path)));
}

function valueAt(config: Config, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], config);
}
