/** Configurations that declare boards, and what is wrong with them. */
import assert from "node:assert/strict";
import { boardMistakes } from "../../src/board/mistakes/board_mistakes.ts";
import { ConfigError } from "../../src/config/config_error.ts";
import { loadConfig } from "../../src/config/load_config.ts";

/** A board that is in order; `more` are lines in place of those with the same name. */
export function board(name: string, more: Record<string, string> = {}): string {
  const lines = {
    path: `/ws/${name}/{site}/`,
    groups: `["${name}_{site}"]`,
    events: "{ e: { keep: 1 } }",
    ...more,
  };
  return [`  ${name}:`, ...Object.entries(lines).map(([key, value]) => `    ${key}: ${value}`)].join("\n");
}

/** The problems of these boards: the first one's name stands in line 2, its path, groups and events in 3, 4 and 5. */
export function problems(...boards: string[]): readonly string[] {
  const file = { name: "b.yaml", text: ["boards:", ...boards].join("\n") };
  try {
    loadConfig({ file, review: boardMistakes });
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems;
  }
  return [];
}

/** A row of a table of mistakes: what is wrong, the lines of the board `m`, and the one problem that is told. */
export type MistakeRow = readonly [what: string, lines: Record<string, string>, problem: string | RegExp];

/** Tests each row. */
export function testMistakes(rows: readonly MistakeRow[]): void {
  for (const [what, lines, expected] of rows) {
    Deno.test(`a declared board is refused for ${what}`, () => {
      const found = problems(board("m", lines));
      assert.equal(found.length, 1, found.join("\n"));
      if (typeof expected === "string") assert.equal(found[0], expected);
      else assert.match(found[0]!, expected);
    });
  }
}
