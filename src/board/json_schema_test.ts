import assert from "node:assert/strict";
import type { JsonObject } from "../protocol/message.ts";
import { SchemaCompiler } from "./json_schema.ts";

function problems(schema: JsonObject, value: unknown): string[] {
  const compiled = new SchemaCompiler().compile(schema);
  assert.ok("problems" in compiled, JSON.stringify(compiled));
  return compiled.problems(value).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

function mistakes(schema: JsonObject): string[] {
  const compiled = new SchemaCompiler().compile(schema);
  return "mistakes" in compiled
    ? compiled.mistakes.map(({ path, message }) => `${path.join(".")}: ${message}`)
    : [];
}

const READING = {
  type: "object",
  required: ["machine", "value"],
  additionalProperties: false,
  properties: {
    machine: { type: "string", minLength: 1, pattern: "^m" },
    value: { type: ["number", "null"], minimum: 0, maximum: 10 },
    unit: { enum: ["C", "F"] },
    count: { type: "integer", exclusiveMinimum: 0 },
    data: { type: "object", properties: { "a/b": { type: "boolean" } } },
    tags: { type: "array", maxItems: 2, items: { type: "string" } },
    gone: false,
    version: { const: 2 },
  },
};

Deno.test("JsonSchema.problems() tells everything that is wrong with its path, in our own words", () => {
  const good = {
    machine: "m1",
    value: null,
    unit: "C",
    count: 1,
    tags: ["a"],
    version: 2,
    data: { "a/b": true },
  };
  assert.deepEqual(problems(READING, good), []);
  const bad = {
    value: "3",
    unit: "K",
    count: 0.5,
    data: { "a/b": 1 },
    tags: ["a", 2, "c"],
    gone: 1,
    version: 1,
    more: 1,
  };
  assert.deepEqual(problems(READING, bad).sort(), [
    ': it may not have "more"',
    "count: it must be a whole number",
    "data.a/b: it must be true or false",
    "gone: it may not be there",
    "machine: it is missing",
    "tags.1: it must be a text",
    "tags: it must not have more than 2 items",
    'unit: it must be "C" or "F"',
    "value: it must be a number or nothing",
    "version: it must be 2",
  ]);
  assert.deepEqual(problems(READING, { machine: "x", value: 11, count: 0 }), [
    "machine: it must match ^m",
    "value: it must be at most 10",
    "count: it must be greater than 0",
  ]);
  assert.deepEqual(problems(READING, { machine: "m", value: -1 }), ["value: it must be at least 0"]);
});

Deno.test("JsonSchema.problems() takes no inherited name for a field that was sent", () => {
  const schema = { required: ["constructor", "toString"] };
  assert.deepEqual(problems(schema, {}), ["constructor: it is missing", "toString: it is missing"]);
});

Deno.test("JsonSchema.problems() has an end, however much is wrong", () => {
  const value = Array.from({ length: 5_000 }, () => "x");
  assert.equal(problems({ items: { type: "number" } }, value).length, 100);
});

Deno.test("SchemaCompiler.compile() knows the draft 2020-12, and takes a format for a note", () => {
  const pair = { prefixItems: [{ type: "string" }, { type: "number" }], items: false };
  assert.deepEqual(problems(pair, ["a", 1]), []);
  assert.deepEqual(problems(pair, ["a", "b"]), ["1: it must be a number"]);
  assert.deepEqual(problems({ format: "date-time" }, "yesterday"), []);
  assert.deepEqual(problems({ format: "nothing-that-there-is" }, "yesterday"), []);
  const tree = {
    $defs: { t: { type: "object", properties: { next: { $ref: "#/$defs/t" } } } },
    $ref: "#/$defs/t",
  };
  const anchored = { ...tree, $defs: { t: { ...tree.$defs.t, $anchor: "t" } }, $ref: "#t" };
  const root = { type: "object", properties: { next: { $ref: "#" } } };
  for (const schema of [tree, anchored, root, { ...root, $id: "https://example.org/root" }]) {
    assert.deepEqual(problems(schema, { next: { next: 1 } }), ["next.next: it must be an object"]);
  }
});

Deno.test("SchemaCompiler.compile() tells what is wrong with a schema, and where", () => {
  assert.deepEqual(mistakes({ type: "object", properties: { a: { minimum: "x", maxLength: -1 } } }).sort(), [
    "properties.a.maxLength: it must be at least 0",
    "properties.a.minimum: it must be a number",
  ]);
  assert.deepEqual(mistakes({ requred: ["a"], properties: { a: { maxLenght: 1 } } }), [
    'requred: JSON Schema has no keyword "requred"',
    'properties.a.maxLenght: JSON Schema has no keyword "maxLenght"',
  ]);
  assert.match(mistakes({ $ref: "https://example.org/other" })[0]!, /can't resolve reference/);
});

Deno.test("SchemaCompiler.compile() keeps two schemas with one $id apart", () => {
  const compiler = new SchemaCompiler();
  const [number, text] = ["number", "string"].map((type) =>
    compiler.compile({
      $id: "https://example.org/one",
      type,
      $defs: { a: { $id: "https://example.org/two" } },
    })
  );
  assert.ok(number && "problems" in number && text && "problems" in text);
  assert.equal(number.problems(1).length, 0);
  assert.equal(text.problems(1).length, 1);
});
