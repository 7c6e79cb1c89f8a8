import { z } from "zod";
import { parseJson } from "../protocol/message.ts";
import { CLIENT_VARIABLES, FOREIGN_VARIABLES, type Setting, settings } from "./config.ts";
import { nearest } from "./nearest.ts";

/** A setting that a variable gives. */
export interface Given {
  readonly path: string;
  readonly value: unknown;
  readonly variable: string;
}

/** What the environment says: the names of other systems first, so that our own win. */
export function readEnvironment(
  environment: Readonly<Record<string, string>>,
): { given: Given[]; problems: string[] } {
  const known = new Map(settings().map((setting) => [setting.variable, setting]));
  const given: Given[] = [];
  const problems: string[] = [];
  for (const [variable, path] of Object.entries(FOREIGN_VARIABLES)) {
    const text = environment[variable];
    if (text) given.push({ path, value: settingValue(path, text), variable });
  }
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith("BOARDCAST_") || CLIENT_VARIABLES.includes(variable)) continue;
    const setting = known.get(variable);
    if (setting) given.push({ path: setting.path, value: fromText(text, setting), variable });
    else {
      const near = nearest(variable, [...known.keys(), ...CLIENT_VARIABLES]);
      problems.push(`${variable}: there is no such variable; did you mean ${near}?`);
    }
  }
  return { given, problems };
}

/** What `text` of a variable or a flag means for the setting at `path`. */
export function settingValue(path: string, text: string): unknown {
  return fromText(text, settings().find((setting) => setting.path === path)!);
}

/** As the type that the setting has; as it is where it does not fit, for the schema to refuse. */
function fromText(text: string, { schema }: Setting): unknown {
  if (schema instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (schema instanceof z.ZodBoolean) {
    return new Map([["true", true], ["1", true], ["false", false], ["0", false]]).get(text) ?? text;
  }
  if (schema instanceof z.ZodRecord) return parseJson(text) ?? text;
  if (!(schema instanceof z.ZodArray)) return text;
  if (text.trim().startsWith("[")) return parseJson(text) ?? text;
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
