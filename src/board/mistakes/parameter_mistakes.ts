import type { BoardDraft } from "../../config/board_draft.ts";
import type { Mistake } from "../../config/problem.ts";
import { ambiguityOf, parametersOf, tokensOf } from "../pattern_token.ts";

/** A scope, or a path, with parameters that cannot be. */
export function scopeMistakes({ name, path, scope }: BoardDraft): Mistake[] {
  if (path === undefined) return [];
  const ambiguity = ambiguityOf(tokensOf(path));
  const mistakes: Mistake[] = ambiguity ? [{ path: ["boards", name, "path"], words: ambiguity }] : [];
  const parameters = namesIn(path);
  if (scope && !parameters.includes(scope.parameter)) {
    const words = `the path has ${list(parameters)}`;
    mistakes.push({ path: ["boards", name, "access", "scope", "parameter"], words });
  }
  return mistakes;
}

/** Groups whose names could be read in two ways, or that nobody could ever join. */
export function groupMistakes({ path, groups }: BoardDraft): Mistake[] {
  return groups.flatMap((group) => {
    const ambiguity = ambiguityOf(tokensOf(group.name));
    if (ambiguity) return [{ path: group.path, words: ambiguity }];
    if (path === undefined || group.join) return [];
    const foreign = namesIn(group.name).filter((name) => !namesIn(path).includes(name));
    if (foreign.length === 0) return [];
    const words = `the path has ${list(namesIn(path))}, not ${foreign.join(", ")}; ` +
      'give the group "join: true" if viewers are to join it by its name';
    return [{ path: group.path, words }];
  });
}

function namesIn(pattern: string): string[] {
  return parametersOf(tokensOf(pattern)).map(({ name }) => name);
}

function list(names: readonly string[]): string {
  if (names.length === 0) return "no parameters";
  return `the ${names.length === 1 ? "parameter" : "parameters"} ${names.join(", ")}`;
}
