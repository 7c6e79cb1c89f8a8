import assert from "node:assert/strict";
import fc from "fast-check";
import { groupPattern } from "./group_pattern.ts";
import { overlap } from "./pattern_overlap.ts";
import { ambiguityOf, tokensOf } from "./pattern_token.ts";

function shared(first: string, second: string): string | null {
  return overlap(tokensOf(first), tokensOf(second));
}

Deno.test("overlap() finds a name of both patterns, or that there is none", () => {
  const rows: [first: string, second: string, name: string | null][] = [
    ["a", "a", "a"],
    ["a", "b", null],
    ["a_{x}", "a_{y}", "a_a"],
    ["a_{x}", "b_{x}", null],
    ["a_{x}", "a_", null],
    ["a_{x:int}", "a_{y}", "a_0"],
    ["a_{x:int}", "a_007", null],
    ["a_{x:int}", "a_70", "a_70"],
    ["machines_{site}", "machine_{site}_{machine}", null],
    ["machine_{site}", "machine_{site}_{machine}", "machine_a_a"],
    ["{x}_b", "a_{x}", "a_b"],
    ["{x}_{y}", "a_b_c", "a_b_c"],
    ["{x}-{y}", "a_b", null],
    ["p_{x:symbol}", "p_a/b", "p_a/b"],
    ["p_{x}", "p_a/b", null],
    ["user_{x}", "user_{subject:subject}", "user_a"],
    ["users_{x}", "user_{subject:subject}", null],
    ["/ws/{a}/x", "/ws/b/{c}", "/ws/b/x"],
    ["/ws/{a}/x", "/ws/b/{c}/", null],
    ["/ws/{a}", "/ws/schools/{school:int}/dashboard/", null],
    ["/api/v1/{x}", "/api/{rest:any}", "/api/v1/a"],
    ["/apis/{x}", "/api/{rest:any}", null],
  ];
  for (const [first, second, name] of rows) {
    const found = shared(first, second);
    assert.equal(found === null, name === null, `${first} and ${second}: ${found}`);
    if (name !== null) assert.equal(found!.length, name.length, `${first} and ${second}: ${found}`);
  }
});

Deno.test("overlap() knows how long a parameter may be", () => {
  assert.equal(shared("{x}", "a".repeat(129)), null);
  assert.equal(shared("{x}", "a".repeat(128)), "a".repeat(128));
  assert.equal(shared("{x:int}", "1".repeat(16)), null);
  assert.equal(shared(`{x:symbol}.{y}`, `${"a".repeat(33)}.{y}`), null);
});

const ALPHABET = ["a", "_", "0", "1", "/"];

/** Every text over the alphabet of up to `length` characters. */
function texts(length: number): string[] {
  if (length === 0) return [""];
  const shorter = texts(length - 1);
  return [
    ...shorter,
    ...shorter.filter((text) => text.length === length - 1)
      .flatMap((text) => ALPHABET.map((character) => text + character)),
  ];
}

const piece = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom("a", "_", "0", "1", "a_", "_a") },
  { weight: 1, arbitrary: fc.constantFrom("{p}", "{p:int}", "{p:symbol}") },
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.map((one, at) => one.replace("p", `p${at}`)).join(""))
  .filter((text) => ambiguityOf(tokensOf(text)) === undefined);

Deno.test("overlap() agrees with trying every name", () => {
  const names = texts(6);
  let both = 0;
  let none = 0;
  fc.assert(
    fc.property(pattern, pattern, (first, second) => {
      const [one, other] = [groupPattern(first), groupPattern(second)];
      const name = shared(first, second);
      const tried = names.find((text) => one.match(text) !== null && other.match(text) !== null);
      if (name === null) {
        assert.equal(tried, undefined, `${first} and ${second} can both be ${tried}`);
        none++;
        return;
      }
      assert.ok(one.match(name) && other.match(name), `${name} is not both ${first} and ${second}`);
      if (tried !== undefined) assert.ok(name.length <= tried.length, `${name} is longer than ${tried}`);
      both++;
    }),
    { numRuns: 150 },
  );
  assert.ok(both > 10 && none > 10, `${both} overlapped, ${none} did not`);
});
