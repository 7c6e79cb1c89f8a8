import type { BoardsDraft } from "../../config/board_draft.ts";
import type { Mistake } from "../../config/problem.ts";
import { BUILTIN_ADDRESSES, INBOX_GROUPS, OWN_PATHS } from "../builtin/builtin_addresses.ts";
import { overlap } from "../pattern_overlap.ts";
import { ambiguityOf, type Token, tokensOf } from "../pattern_token.ts";

/** A pattern that is taken, and by what, in words. */
interface Taken {
  readonly tokens: readonly Token[];
  readonly owner: string;
}

/** A pattern that a declaration wants, and where it stands. */
interface Wanted {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly owner: string;
}

/** Paths of declared boards at which something else answers already. */
export function pathClashes({ builtin, declared }: BoardsDraft): Mistake[] {
  const taken = [
    ...OWN_PATHS.map((path) => takenBy("the server itself", path)),
    ...builtin.flatMap((name) =>
      BUILTIN_ADDRESSES[name]!.paths.map((path) => takenBy(`the board ${name}`, asLookedUp(path)))
    ),
  ];
  const wanted = declared.flatMap(({ name, path }) =>
    path === undefined || ambiguityOf(tokensOf(path))
      ? []
      : [{ path: ["boards", name, "path"], text: asLookedUp(path), owner: `the board ${name}` }]
  );
  return clashes(taken, wanted, (owner, example) => `${owner} answers at ${example} too`);
}

/** A path with all that a parameter without a kind of its own may be when an address is looked up. */
function asLookedUp(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, "{$1:segment}");
}

/** Groups of declared boards whose names something else can make, too. */
export function groupClashes({ builtin, declared }: BoardsDraft): Mistake[] {
  const taken = [
    takenBy("somebody's inbox", INBOX_GROUPS),
    ...builtin.flatMap((name) =>
      BUILTIN_ADDRESSES[name]!.groups.map((group) => takenBy(`a group of the board ${name}`, group))
    ),
  ];
  const wanted = declared.flatMap(({ name, groups }) =>
    groups.map((group) => ({
      path: group.path,
      text: group.name,
      owner: `"${group.name}" of the board ${name}`,
    }))
  );
  return clashes(taken, wanted, (owner, example) => `${owner} can have the name "${example}" too`);
}

/** What comes first has it; each of the others is told of the first that it clashes with. */
function clashes(
  taken: readonly Taken[],
  wanted: readonly Wanted[],
  words: (owner: string, example: string) => string,
): Mistake[] {
  const all = [...taken];
  const mistakes: Mistake[] = [];
  for (const { path, text, owner } of wanted) {
    const tokens = tokensOf(text);
    // One that can be read in two ways is a mistake of its own.
    if (ambiguityOf(tokens)) continue;
    const clash = firstClash(all, tokens);
    if (clash) mistakes.push({ path, words: words(clash.owner, clash.example) });
    all.push({ tokens, owner });
  }
  return mistakes;
}

function firstClash(taken: readonly Taken[], tokens: readonly Token[]) {
  for (const { tokens: others, owner } of taken) {
    const example = overlap(others, tokens);
    if (example !== null) return { owner, example };
  }
}

function takenBy(owner: string, pattern: string): Taken {
  return { tokens: tokensOf(pattern), owner };
}
