import assert from "node:assert/strict";
import { allowed } from "./allowed.ts";
import { configSchema, dataFolder, FOREIGN_VARIABLES, HIDDEN, remarks, settings } from "./config.ts";
import { reference } from "./reference.ts";

Deno.test("settings() has each setting once, with a variable of its own, a description and what is allowed", () => {
  const all = settings();
  assert.equal(new Set(all.map(({ path }) => path)).size, all.length);
  assert.equal(new Set(all.map(({ variable }) => variable)).size, all.length);
  for (const { path, variable, schema, description } of all) {
    assert.match(variable, /^BOARDCAST_[A-Z]+(_[A-Z]+)*$/, path);
    assert.ok(description.length > 5, `${path} has no description`);
    assert.doesNotMatch(allowed(schema), /undefined|\d{16}|e\+/, path);
  }
});

Deno.test("settings() derives the variable from the path", () => {
  const variables = new Map(settings().map(({ path, variable }) => [path, variable]));
  assert.equal(variables.get("port"), "BOARDCAST_PORT");
  assert.equal(variables.get("apiKey"), "BOARDCAST_API_KEY");
  assert.equal(variables.get("limits.frameBytes"), "BOARDCAST_LIMITS_FRAME_BYTES");
  assert.equal(variables.get("boards.trading.open"), "BOARDCAST_BOARDS_TRADING_OPEN");
});

Deno.test("settings() shows the defaults that the schema gives", () => {
  const defaults = configSchema.parse({});
  for (const { path, fallback } of settings()) {
    const value = path.split(".").reduce<unknown>(
      (at, name) => (at as Record<string, unknown>)[name],
      defaults,
    );
    assert.deepEqual(fallback, value, path);
  }
});

Deno.test("FOREIGN_VARIABLES and HIDDEN name settings that there are", () => {
  const paths = settings().map(({ path }) => path);
  const hidden = HIDDEN.map((path) => path.split(".*")[0]!);
  for (const path of [...Object.values(FOREIGN_VARIABLES), ...hidden]) assert.ok(paths.includes(path), path);
});

Deno.test("reference() has a row for every setting, with the names that other systems use", () => {
  const [rows] = tablesOf(reference());
  assert.equal(rows!.length, settings().length + 2);
  assert.ok(
    rows!.some((row) =>
      row.startsWith("| `port` | `BOARDCAST_PORT` `PORT` | `8000` | a whole number from 0 ")
    ),
  );
});

Deno.test("reference() has every field of a declared board and of a widget, each with what it is for", () => {
  const tables = tablesOf(reference());
  assert.equal(tables.length, 4);
  for (const rows of tables) {
    const [head, , ...cells] = rows.map((row) => row.slice(2, -2).split(" | "));
    for (const row of cells) {
      assert.equal(row.length, head!.length, row.join());
      assert.ok(row.at(-1)!.length > 5, row.join());
      assert.doesNotMatch(row.join(), /undefined|\d{16}/);
    }
  }
  const [, board, widget] = tables.map((rows) => rows.join("\n"));
  for (const field of ["path", "access.scope.claim", "groups[n].presence", "events.<name>.every", "view"]) {
    assert.ok(board!.includes(`| \`${field}\` |`), field);
  }
  assert.match(widget!, /^\| `value` \| chart, gauge \|/m);
});

/** The lines of each table. */
function tablesOf(markdown: string): string[][] {
  return markdown.split("\n\n").map((part) => part.split("\n")).filter(([line]) => line!.startsWith("|"));
}

Deno.test("dataFolder() is null for memory", () => {
  assert.equal(dataFolder({ data: "none" }), null);
  assert.equal(dataFolder({ data: "./none" }), "./none");
});

Deno.test("remarks() tells what is given and not used", () => {
  const config = configSchema.parse({});
  assert.deepEqual(remarks(config), []);
  const redis = { ...config.redis, urls: ["redis://h"] };
  assert.equal(remarks({ ...config, redis }).length, 1);
  assert.deepEqual(remarks({ ...config, redis, backend: "redis" }), []);
});
