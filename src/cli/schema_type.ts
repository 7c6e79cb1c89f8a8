import { isObject, type JsonObject } from "../protocol/message.ts";

/** Types that schemas refer to, by their names; they may be of use to several. */
export type NamedTypes = Map<string, string>;

const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** Which keywords speak of objects or arrays, where nothing says that it is one. */
const OF_OBJECTS = ["properties", "required", "additionalProperties", "patternProperties"];
const OF_ARRAYS = ["items", "prefixItems"];

/**
 * Writes JSON schemas (draft 2020-12) as types of TypeScript. What has no like there (`pattern`, `minimum`, `not`, `if` …) is
 * left out, so that a type is rather wider than its schema; but what names fields is taken for an object, as it is meant.
 */
export class SchemaTypes {
  readonly #root: JsonObject;
  readonly #named: NamedTypes;
  readonly #prefix: string;
  /** The names of the types that references lead to. */
  readonly #references = new Map<string, string>();

  /** References lead within `root`; the types that they lead to are put into `named`, under names that begin with `prefix`. */
  constructor(root: JsonObject, named: NamedTypes, prefix: string) {
    this.#root = root;
    this.#named = named;
    this.#prefix = prefix;
  }

  /** The type of what fits `schema`. */
  typeOf(schema: unknown): string {
    if (schema === false) return "never";
    if (!isObject(schema)) return "unknown";
    const parts = [
      this.#own(schema),
      this.#reference(schema["$ref"]),
      ...listOf(schema["allOf"]).map((part) => this.typeOf(part)),
      union(listOf(schema["anyOf"]).map((part) => this.typeOf(part))),
      union(listOf(schema["oneOf"]).map((part) => this.typeOf(part))),
    ];
    const telling = [...new Set(parts)].filter((part) => part !== "unknown" && part !== "");
    if (telling.length < 2) return telling[0] ?? "unknown";
    return telling.map((part) => part.includes(" | ") ? `(${part})` : part).join(" & ");
  }

  /** What `schema` says by itself. */
  #own(schema: JsonObject): string {
    if ("const" in schema) return literal(schema["const"]);
    if (Array.isArray(schema["enum"])) return union(schema["enum"].map(literal));
    return union(kindsOf(schema).map((kind) => this.#kind(kind, schema)));
  }

  #kind(kind: unknown, schema: JsonObject): string {
    if (kind === "object") return this.#object(schema);
    if (kind === "array") return this.#array(schema);
    return SCALARS[String(kind)] ?? "unknown";
  }

  #object(schema: JsonObject): string {
    const properties = isObject(schema["properties"]) ? schema["properties"] : {};
    const required = listOf(schema["required"]);
    const names = [...new Set([...Object.keys(properties), ...required.map(String)])];
    const fields = names.map((name) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : true;
      return described(property) +
        `${keyOf(name)}${required.includes(name) ? "" : "?"}: ${this.typeOf(property)};`;
    });
    const rest = this.#rest(schema, names.length > 0);
    if (fields.length === 0) return `Record<string, ${rest}>`;
    return block([...fields, ...rest === "never" ? [] : [`[field: string]: ${rest};`]]);
  }

  /** What fields may be that have no name; a field that has one must fit it, too, for TypeScript. */
  #rest(schema: JsonObject, hasNames: boolean): string {
    const { additionalProperties: rest = true, patternProperties: some } = schema;
    if (isObject(some) && Object.keys(some).length > 0) return "unknown";
    if (rest === false) return "never";
    return hasNames ? "unknown" : this.typeOf(rest);
  }

  #array({ items = true, prefixItems, minItems = 0 }: JsonObject): string {
    const first = listOf(prefixItems).map((item, at) =>
      this.typeOf(item) + (at < Number(minItems) ? "" : "?")
    );
    if (first.length === 0) return items === false ? "[]" : listType(this.typeOf(items));
    const rest = items === false ? [] : [`...${listType(this.typeOf(items))}`];
    // An optional type that is made of several needs brackets.
    return `[${[...first.map(bracketed), ...rest].join(", ")}]`;
  }

  #reference(reference: unknown): string {
    if (typeof reference !== "string") return "unknown";
    const known = this.#references.get(reference);
    if (known !== undefined) return known;
    const target = this.#find(reference);
    if (target === undefined) return "unknown";
    const name = this.#freeName(reference);
    this.#references.set(reference, name);
    // It has its place before what it leads to, which may lead back.
    this.#named.set(name, "");
    this.#named.set(name, this.typeOf(target));
    return name;
  }

  #find(reference: string): unknown {
    if (!reference.startsWith("#")) return undefined;
    const pointer = decodeURIComponent(reference.slice(1));
    if (pointer !== "" && !pointer.startsWith("/")) return anchored(this.#root, pointer);
    const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    return steps.reduce<unknown>(
      (place, step) => isContainer(place) && Object.hasOwn(place, step) ? place[step] : undefined,
      this.#root,
    );
  }

  #freeName(reference: string): string {
    const last = reference.split(/[/#]/).at(-1)!;
    const name = this.#prefix + pascal(last || "message");
    for (let count = 1;; count++) {
      const free = count === 1 ? name : `${name}${count}`;
      if (!this.#named.has(free)) return free;
    }
  }
}

/** `some_name` as `SomeName`. */
export function pascal(name: string): string {
  return name.split(/[^\p{L}\p{N}]+/u).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** A name as the key of a type. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** The description of a schema as a comment in a line of its own. */
export function described(schema: unknown): string {
  const words = isObject(schema) && typeof schema["description"] === "string" ? schema["description"] : "";
  return words.trim() && `/** ${words.trim().replaceAll(/\s+/g, " ").replaceAll("*/", "*\\/")} */\n`;
}

function block(lines: readonly string[]): string {
  const body = lines.join("\n").replaceAll(/^/gm, "  ");
  return lines.length === 0 ? "Record<string, never>" : `{\n${body}\n}`;
}

function kindsOf(schema: JsonObject): unknown[] {
  const { type } = schema;
  if (type !== undefined) return [type].flat();
  if (OF_OBJECTS.some((keyword) => keyword in schema)) return ["object"];
  return OF_ARRAYS.some((keyword) => keyword in schema) ? ["array"] : [];
}

function union(types: readonly string[]): string {
  return types.includes("unknown") ? "unknown" : [...new Set(types)].join(" | ");
}

function listType(item: string): string {
  return /^[\w.]+$/.test(item) ? `${item}[]` : `Array<${item}>`;
}

function bracketed(item: string): string {
  const [, type, optional] = /^(.*?)(\??)$/s.exec(item)!;
  return optional && !/^[\w.]+$/.test(type!) ? `(${type})?` : item;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return block(Object.entries(value).map(([name, field]) => `${keyOf(name)}: ${literal(field)};`));
}

function anchored(place: unknown, anchor: string): unknown {
  if (!isContainer(place)) return undefined;
  if (place["$anchor"] === anchor) return place;
  for (const value of Object.values(place)) {
    const found = anchored(value, anchor);
    if (found !== undefined) return found;
  }
}

function isContainer(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
