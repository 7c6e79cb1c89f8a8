import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonObject } from "../protocol/message.ts";
import { schemaErrorText } from "./schema_error_text.ts";

/** What is wrong with a value, or with a schema itself, and where. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** A message that is wrong all over is not told everything. */
const MAX_PROBLEMS = 100;

/** A JSON schema (draft 2020-12) that is ready to check values. `format` is a note, as the draft has it. */
export interface JsonSchema {
  /** What is wrong with `value`; nothing if it fits. */
  problems(value: unknown): SchemaProblem[];
}

/** Compiles JSON schemas: several with the same one, since it takes a tenth of a second to learn the draft. */
export class SchemaCompiler {
  #warnings: string[] = [];
  #ajv: Ajv2020 | undefined;

  /** Compiles `schema`, or tells everything that is wrong with it. References to other documents are not followed. */
  compile(schema: JsonObject): JsonSchema | { readonly mistakes: readonly SchemaProblem[] } {
    const ajv = this.#ajv ??= createAjv((warning) => this.#warnings.push(warning));
    this.#warnings = [];
    try {
      if (!ajv.validateSchema(schema)) {
        return { mistakes: firstOfEachPlace((ajv.errors ?? []).map(problemOf)) };
      }
      const validate = ajv.compile(schema);
      if (this.#warnings.length === 0) return { problems: (value) => check(validate, value) };
      return { mistakes: this.#unknownKeywords(schema) };
    } catch (error) {
      return {
        mistakes: [...this.#unknownKeywords(schema), { path: [], message: (error as Error).message }],
      };
    } finally {
      // Another event may have a schema with the same $id.
      ajv.removeSchema(schema);
    }
  }

  #unknownKeywords(schema: JsonObject): SchemaProblem[] {
    return unique(this.#warnings.map((warning) => unknownKeyword(schema, warning)));
  }
}

/** Unknown keywords, which the draft ignores, are most often slips of the pen: they are warned of. */
function createAjv(warn: (warning: string) => void): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    strictSchema: "log",
    validateFormats: false,
    // A field called "constructor" is missing unless it was sent.
    ownProperties: true,
    logger: { log() {}, warn, error() {} },
  });
  // It is followed, but not in the list of what is known.
  return ajv.addKeyword("$anchor");
}

function check(validate: ValidateFunction, value: unknown): SchemaProblem[] {
  if (validate(value)) return [];
  return unique(validate.errors!.slice(0, MAX_PROBLEMS).map(problemOf));
}

function problemOf(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split("/").slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const missing = error.keyword === "required" ? [String(error.params["missingProperty"])] : [];
  return { path: [...path, ...missing], message: schemaErrorText(error) };
}

function unknownKeyword(schema: JsonObject, warning: string): SchemaProblem {
  const [, keyword] = /unknown keyword: "(.*)"/.exec(warning) ?? [];
  if (keyword === undefined) return { path: [], message: warning };
  return { path: pathOf(schema, keyword) ?? [], message: `JSON Schema has no keyword "${keyword}"` };
}

/** Where the key `name` stands first. */
function pathOf(value: unknown, name: string): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value) && Object.hasOwn(value, name)) return [name];
  for (const [key, item] of Object.entries(value)) {
    const path = pathOf(item, name);
    if (path) return [key, ...path];
  }
}

/** Where one of several schemas would do, what each of them misses is told; the first is enough. */
function firstOfEachPlace(problems: readonly SchemaProblem[]): SchemaProblem[] {
  return [...Map.groupBy(problems, ({ path }) => path.join("/")).values()].map(([first]) => first!);
}

function unique(problems: readonly SchemaProblem[]): SchemaProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
