import type { BoardBasics } from "../api/boards.ts";

/** The parameters of one address of a board, such as `{site: "oslo"}`. */
export type Parameters = Readonly<Record<string, string>>;

/** One address of a board and what it is the address of. */
export interface BoardAddress {
  readonly path: string;
  readonly parameters: Parameters;
}

/** The addresses at which the viewer may watch the board, each with its parameters; those with any value are not told. */
export function boardAddresses(
  { paths, endpoints }: Pick<BoardBasics, "paths" | "endpoints">,
): BoardAddress[] {
  return paths.filter((path) => !path.includes("{")).map((path) => ({
    path,
    parameters: parametersOf(path, endpoints),
  }));
}

/**
 * The address that the query of a page means: the one with all parameters that it names; `null` if it has to be chosen. A board
 * that needs none has its first one.
 */
export function chosenPath(
  board: Pick<BoardBasics, "paths" | "endpoints">,
  query: URLSearchParams,
): string | null {
  const filled = board.endpoints.map((pattern) => fill(pattern, query)).find((path) => path !== null);
  if (filled) return filled;
  const addresses = boardAddresses(board);
  const plain = addresses.find(({ parameters }) => Object.keys(parameters).length === 0);
  if (plain) return plain.path;
  return addresses.length === 1 ? addresses[0]!.path : null;
}

/** The names of the parameters that an address of this board may need. */
export function parameterNames({ endpoints }: Pick<BoardBasics, "endpoints">): string[] {
  return [
    ...new Set(endpoints.flatMap((pattern) => [...pattern.matchAll(PARAMETER)].map(([, name]) => name!))),
  ];
}

/** A parameter in a URL pattern: `:school`, or with what it may be, `:school([0-9]+)`. */
const PARAMETER = /:(\w+)(\([^)]*\))?/g;

/** The parameters of `path`, an address of one of these `endpoints`. */
export function parametersOf(path: string, endpoints: readonly string[]): Parameters {
  for (const pattern of endpoints) {
    const found = expression(pattern).exec(path);
    if (found) {
      return Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([n, v]) => [n, decodeURIComponent(v)]),
      );
    }
  }
  return {};
}

function expression(pattern: string): RegExp {
  const source = pattern.split(PARAMETER).map((part, at) => {
    if (at % 3 === 1) return `(?<${part}>`;
    if (at % 3 === 2) return `${part?.slice(1, -1) ?? "[^/]+"})`;
    return part!.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`);
}

/** The path that follows from `pattern` and the query; `null` if it has no parameters or the query lacks one of them. */
function fill(pattern: string, query: URLSearchParams): string | null {
  const names = [...pattern.matchAll(PARAMETER)].map(([, name]) => name!);
  if (names.length === 0 || !names.every((name) => query.get(name))) return null;
  const path = pattern.replace(PARAMETER, (_, name) => encodeURIComponent(query.get(name)!));
  return expression(pattern).test(path) ? path : null;
}
