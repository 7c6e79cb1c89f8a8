import type { Parameter, Token } from "./pattern_token.ts";

/** One place in a pattern: with which characters it goes on, and where. */
interface Node {
  readonly edges: { readonly characters: string; readonly to: Node }[];
  isEnd: boolean;
}

/**
 * A name that belongs to both patterns, one of the shortest; `null` if no name does. Exact: both patterns are walked
 * through together, character by character.
 */
export function overlap(first: readonly Token[], second: readonly Token[]): string | null {
  const start = { one: graphOf(first), other: graphOf(second), name: "" };
  const seen = new Map<Node, Set<Node>>([[start.one, new Set([start.other])]]);
  const queue = [start];
  for (const { one, other, name } of queue) {
    if (one.isEnd && other.isEnd) return name;
    for (const edge of one.edges) {
      for (const beside of other.edges) {
        const character = shared(edge.characters, beside.characters);
        if (character === undefined || !isNew(seen, edge.to, beside.to)) continue;
        queue.push({ one: edge.to, other: beside.to, name: name + character });
      }
    }
  }
  return null;
}

function isNew(seen: Map<Node, Set<Node>>, one: Node, other: Node): boolean {
  const others = seen.get(one) ?? new Set();
  seen.set(one, others);
  if (others.has(other)) return false;
  others.add(other);
  return true;
}

function shared(one: string, other: string): string | undefined {
  if (one.length > other.length) return shared(other, one);
  for (const character of one) {
    if (other.includes(character)) return character;
  }
}

/** A graph whose ways from here to an end spell the names of a pattern. */
function graphOf(tokens: readonly Token[]): Node {
  const start = node();
  let ends = [start];
  for (const token of tokens) ends = typeof token === "string" ? spell(ends, token) : vary(ends, token);
  for (const end of ends) end.isEnd = true;
  return start;
}

function spell(from: Node[], text: string): Node[] {
  let ends = from;
  for (const character of text) ends = [step(ends, character)];
  return ends;
}

function vary(from: Node[], parameter: Parameter): Node[] {
  const { kind, characters, most } = parameter;
  if (kind === "int") return [step(from, "0"), ...run(step(from, "123456789"), characters, most)];
  return run(step(from, characters), characters, most);
}

/** `first` and up to `most` - 1 further nodes, one behind the other; a single one with a loop if there is no limit. */
function run(first: Node, characters: string, most: number): Node[] {
  if (most === Infinity) {
    first.edges.push({ characters, to: first });
    return [first];
  }
  const nodes = [first];
  while (nodes.length < most) nodes.push(step([nodes.at(-1)!], characters));
  return nodes;
}

function step(from: readonly Node[], characters: string): Node {
  const to = node();
  for (const { edges } of from) edges.push({ characters, to });
  return to;
}

function node(): Node {
  return { edges: [], isEnd: false };
}
