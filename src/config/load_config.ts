import { isObject, type JsonObject } from "../protocol/message.ts";
import { type BoardsDraft, boardsDraft } from "./board_draft.ts";
import { type Config, configSchema } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { type FileText, parseConfigFile } from "./config_file.ts";
import { readEnvironment, settingValue } from "./environment.ts";
import { describeIssue, describeMistake, type Mistake, type Place } from "./problem.ts";

/** Where the configuration comes from; what stands later wins. */
export interface ConfigSources {
  /** The file, or why there is none to read. */
  readonly file?: FileText | { readonly problem: string };
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags of the command line by the path of their setting; `undefined` for one that was not given. */
  readonly flags?: Readonly<Record<string, string | boolean | undefined>>;
  /** Finds what is wrong with the boards beyond their shape, each with its path from the root. */
  readonly review?: (boards: BoardsDraft) => readonly Mistake[];
}

/** Reads and checks the configuration. @throws ConfigError with all problems at once. */
export function loadConfig({ file, environment = {}, flags = {}, review = () => [] }: ConfigSources): Config {
  const parsedFile = file && "text" in file ? parseConfigFile(file) : undefined;
  const values = parsedFile?.values ?? {};
  const fromFile = file && "problem" in file ? [file.problem] : parsedFile?.problems ?? [];
  const { given, problems: fromEnvironment } = readEnvironment(environment);
  const origins = new Map<string, string>();
  for (const { path, value, variable } of [...given, ...givenFlags(flags)]) {
    put(values, path, value);
    origins.set(path, variable);
  }
  const parsed = configSchema.safeParse(values);
  const place: Place = (path) => placeIn(origins, path) ?? parsedFile?.place(path);
  const problems = [
    ...fromFile,
    ...fromEnvironment,
    ...parsed.error?.issues.flatMap((issue) => describeIssue(issue, values, place)) ?? [],
    ...review(boardsDraft(values["boards"])).map((mistake) => describeMistake(mistake, values, place)),
  ];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function givenFlags(flags: NonNullable<ConfigSources["flags"]>) {
  return Object.entries(flags).filter(([, value]) => value !== undefined).map(([path, value]) => ({
    path,
    value: typeof value === "string" ? settingValue(path, value) : value,
    variable: `--${path}`,
  }));
}

/** A section that the file gives as something else stays, for the schema to refuse. */
function put(values: JsonObject, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop()!;
  let section: unknown = values;
  for (const name of names) {
    if (!isObject(section)) return;
    section = section[name] ??= {};
  }
  if (isObject(section)) section[last] = value;
}

/** The variable or flag that gave the setting at `path`, or the list that it is an item of. */
function placeIn(origins: ReadonlyMap<string, string>, path: readonly PropertyKey[]): string | undefined {
  return origins.get(path.join(".")) ?? origins.get(path.slice(0, -1).join("."));
}
