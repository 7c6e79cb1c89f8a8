import type { BoardDescription } from "../api/boards.ts";
import { boardAddresses, parameterNames, type Parameters } from "./board_address.ts";

/** One of what a board can be opened for: a school, a site. */
export interface BoardChoice {
  readonly parameters: Parameters;
  /** What it is called. */
  readonly name: string;
  /** What it is and its id, such as `school 5`; `null` if that is its name already. */
  readonly detail: string | null;
}

type Choosable = Pick<BoardDescription, "paths" | "endpoints" | "names">;

/** What one may choose of, in the order of the names: the addresses that are told, and whatever else there are names of. */
export function boardChoices(board: Choosable): BoardChoice[] {
  const told = boardAddresses(board).map(({ parameters }) => parameters)
    .filter((parameters) => Object.keys(parameters).length > 0);
  const byText = new Map([...told, ...named(board)].map((one) => [String(new URLSearchParams(one)), one]));
  return byText.values().map((parameters) => choiceOf(parameters, board)).toArray()
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** Whether there may be more than {@link boardChoices} tells: some address takes values that nobody lists. */
export function isOpenToMore(board: Choosable): boolean {
  if (boardChoices(board).length === 0) return true;
  const parameters = parameterNames(board);
  return board.paths.some((path) => path.includes("{")) && !parameters.every((name) => board.names[name]);
}

/** Which parameters have names can be told only where there is one. */
function named(board: Choosable): Parameters[] {
  const [parameter, second] = parameterNames(board);
  if (parameter === undefined || second !== undefined) return [];
  return Object.keys(board.names[parameter] ?? {}).map((value) => ({ [parameter]: value }));
}

function choiceOf(parameters: Parameters, { names }: Choosable): BoardChoice {
  const entries = Object.entries(parameters);
  const ids = entries.map(([parameter, value]) => `${parameter} ${value}`).join(", ");
  const called = entries.map(([parameter, value]) => names[parameter]?.[value] ?? `${parameter} ${value}`);
  const name = called.join(", ");
  return { parameters, name, detail: name.toLowerCase() === ids.toLowerCase() ? null : ids };
}
