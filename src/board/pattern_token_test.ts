import assert from "node:assert/strict";
import fc from "fast-check";
import { groupPattern } from "./group_pattern.ts";
import { ambiguityOf, tokensOf } from "./pattern_token.ts";

Deno.test("ambiguityOf() finds parameters that stand twice, or side by side, or run into digits", () => {
  const rows: [pattern: string, words: RegExp | undefined][] = [
    ["plain", undefined],
    ["a_{b}", undefined],
    ["a_{b}_{c}", undefined],
    ["{b}", undefined],
    ["a{b:int}b", undefined],
    ["a{b}0", undefined],
    ["a_{b}_{b}", /parameter b is in it twice/],
    ["a_{b}{c}", /between the parameters b and c/],
    ["a_{b:int}{c}", /between the parameters b and c/],
    ["a_{b:int}0", /no digit may stand behind the number b/],
    ["a_{b:int}7{c}", /no digit/],
  ];
  for (const [pattern, words] of rows) {
    if (words) assert.match(ambiguityOf(tokensOf(pattern)) ?? "", words, pattern);
    else assert.equal(ambiguityOf(tokensOf(pattern)), undefined, pattern);
  }
});

Deno.test("a parameter ends at the first character of what stands behind it", () => {
  const machine = groupPattern("machine_{site}_{machine}");
  assert.deepEqual(machine.match("machine_a_b_c"), { site: "a", machine: "b_c" });
  assert.equal(machine.validName({ site: "a_b", machine: "c" }), null);
  assert.equal(machine.validName({ site: "a", machine: "b_c" }), "machine_a_b_c");
});

const part = fc.stringMatching(/^[a-c_:.]{1,4}$/);
const piece = fc.oneof(
  part,
  fc.constantFrom(":text", ":int", ":symbol", "").map((kind) => ({ kind })),
);

Deno.test("a name of a pattern can be read in one way only: who may see it cannot depend on the reading", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.array(part, { minLength: 10 }),
      (pieces, values) => {
        const pattern = pieces.map((one, at) => typeof one === "string" ? one : `{p${at}${one.kind}}`).join(
          "",
        );
        fc.pre(ambiguityOf(tokensOf(pattern)) === undefined);
        const family = groupPattern(pattern);
        const params = Object.fromEntries(pieces.map((_one, at) => [`p${at}`, values[at]!]));
        const name = family.validName(params);
        if (name === null) return;
        const read = family.match(name)!;
        for (const [key, value] of Object.entries(read)) {
          assert.equal(
            value,
            params[key],
            `${pattern}: ${name}`,
          );
        }
        assert.equal(family.name(read), name);
      },
    ),
    { numRuns: 2_000 },
  );
});
