import { closest } from "fastest-levenshtein";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { isObject, type JsonObject, parseJson } from "../protocol/message.ts";
import {
  CLIENT_VARIABLES,
  type Config,
  configSchema,
  FOREIGN_VARIABLES,
  type Setting,
  settings,
} from "./config.ts";

/** The configuration cannot be used: every problem in words, with its path, the bad value and what is allowed. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n- ${
        problems.join("\n- ")
      }`,
    );
    this.problems = problems;
  }
}

/** Where the configuration comes from; what stands later wins. */
export interface ConfigSources {
  /** The text of the file and its name for messages. */
  readonly file?: { readonly name: string; readonly text: string };
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags of the command line by the path of their setting; `undefined` for one that was not given. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** Reads and checks the configuration. @throws ConfigError with all problems at once. */
export function loadConfig({ file, environment = {}, flags = {} }: ConfigSources): Config {
  const problems: string[] = [];
  const origin = new Map<string, string>();
  const values: JsonObject = file ? readFile(file, problems) : {};
  for (const [path, text, name] of variables(environment, problems)) {
    origin.set(path, name);
    put(values, path, text);
  }
  for (const [path, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    origin.set(path, `--${path}`);
    put(values, path, value);
  }
  const parsed = configSchema.safeParse(values);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.flatMap((issue) => describe(issue, values, origin)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed.data!;
}

function readFile({ name, text }: { name: string; text: string }, problems: string[]): JsonObject {
  const document = parseDocument(text, { lineCounter: new LineCounter() });
  problems.push(...document.errors.map((error) => `${name}: ${error.message.split("\n")[0]}`));
  if (document.errors.length > 0) return {};
  const value = document.toJS() ?? {};
  if (isObject(value)) return value;
  problems.push(`${name}: it must be a mapping of settings, such as "port: 8000"`);
  return {};
}

function variables(
  environment: Readonly<Record<string, string>>,
  problems: string[],
): [string, unknown, string][] {
  const known = new Map(settings().map((setting) => [setting.variable, setting]));
  const byPath = new Map(settings().map((setting) => [setting.path, setting]));
  const found: [string, unknown, string][] = [];
  for (const [name, path] of Object.entries(FOREIGN_VARIABLES)) {
    const text = environment[name];
    if (text) found.push([path, fromText(text, byPath.get(path)!), name]);
  }
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith("BOARDCAST_") || CLIENT_VARIABLES.includes(name)) continue;
    const setting = known.get(name);
    if (setting) found.push([setting.path, fromText(text, setting), name]);
    else {problems.push(
        `${name}: there is no such variable; did you mean ${closest(name, [...known.keys()])}?`,
      );}
  }
  return found;
}

/** Text of the environment or the command line as the type that the setting has; as it is where it does not fit. */
function fromText(text: string, { schema }: Setting): unknown {
  if (schema instanceof z.ZodNumber) return text.trim() !== "" && !isNaN(Number(text)) ? Number(text) : text;
  if (schema instanceof z.ZodBoolean) {
    return text === "true" || text === "1" || (text !== "false" && text !== "0" && text);
  }
  if (!(schema instanceof z.ZodArray)) return text;
  if (text.trim().startsWith("[")) return parseJson(text) ?? text;
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

/** The setting at `path` that the text of a flag stands for, typed as the schema has it. */
export function flagValue(path: string, text: string | undefined): unknown {
  return text === undefined
    ? undefined
    : fromText(text, settings().find((setting) => setting.path === path)!);
}

function put(values: JsonObject, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop()!;
  let place = values;
  for (const name of names) {
    if (!isObject(place[name])) place[name] = {};
    place = place[name] as JsonObject;
  }
  place[last] = value;
}

function describe(issue: z.core.$ZodIssue, values: JsonObject, origin: Map<string, string>): string[] {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      `${[...issue.path, key].join(".")}: there is no such setting; did you mean ${nearest(issue.path, key)}?`
    );
  }
  const from = origin.get(path) ?? origin.get(String(issue.path[0]));
  const given = issue.path.reduce<unknown>(
    (value, name) =>
      isObject(value) || Array.isArray(value) ? (value as JsonObject)[String(name)] : undefined,
    values,
  );
  const shown = issue.path[0] === "secret" || issue.path[0] === "apiKey" ? "(hidden)" : JSON.stringify(given);
  return [`${path}${from ? ` (${from})` : ""}: ${shown} cannot be used: ${issue.message}`];
}

function nearest(parent: readonly PropertyKey[], key: string): string {
  const prefix = parent.length === 0 ? "" : `${parent.join(".")}.`;
  const siblings = settings().filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => path.slice(prefix.length).split(".")[0]!);
  return prefix + closest(key, [...new Set(siblings)]);
}
