import { type EventRule, MAX_KEPT } from "../record/event_rule.ts";
import type { Board, Endpoint, EventDeclaration, GroupDeclaration, Params } from "./board.ts";

/** What a path leads to. */
export interface Route {
  readonly board: Board;
  readonly endpoint: Endpoint;
  readonly params: Params;
}

/** What a group's name stands for; `name` is the one that is not an alias. */
export interface GroupAddress {
  readonly board: Board;
  readonly declaration: GroupDeclaration;
  readonly name: string;
  readonly params: Params;
}

/** Of what nobody declares nothing new is published; what is kept of it stays for the declaration that comes back. */
const UNDECLARED: EventRule = { count: MAX_KEPT };

/** All boards, found by name, by path or by the name of a group. */
export class BoardCatalog {
  #boards: readonly Board[] = [];
  #routes: readonly { pattern: RegExp; board: Board; endpoint: Endpoint }[] = [];

  constructor(boards: readonly Board[]) {
    this.replace(boards);
  }

  /** Makes `boards` all that there are, at once. @throws SyntaxError for a path that is none; then nothing changes */
  replace(boards: readonly Board[]): void {
    const routes = boards.flatMap((board) =>
      board.endpoints.map((endpoint) => ({
        pattern: expressionOf(endpoint.path),
        board,
        endpoint,
      }))
    );
    this.#boards = boards;
    this.#routes = routes;
  }

  /** All boards in the order of their declaration. */
  get all(): readonly Board[] {
    return this.#boards;
  }

  /** The board called `name`. */
  board(name: string): Board | undefined {
    return this.#boards.find((board) => board.name === name);
  }

  /** What is watched at `pathname`, to the letter: a trailing slash is significant. */
  route(pathname: string): Route | undefined {
    for (const { pattern, board, endpoint } of this.#routes) {
      const found = pattern.exec(pathname);
      if (found) return { board, endpoint, params: { ...found.groups } };
    }
  }

  /** What the group `name` stands for. */
  group(name: string): GroupAddress | undefined {
    for (const board of this.#boards) {
      for (const declaration of board.groups) {
        for (const pattern of [declaration.pattern, ...declaration.aliases ?? []]) {
          const params = pattern.match(name);
          if (params) return { board, declaration, name: declaration.pattern.name(params), params };
        }
      }
    }
  }

  /** The rule of `event` in the group `name`; what nobody declares, or not any more, stays as it was kept. */
  rule(name: string, event: string): EventRule {
    const board = this.group(name)?.board;
    return (board && declarationOf(board, event)?.rule) ?? UNDECLARED;
  }
}

/** What `board` declares of messages of the type `event`. */
export function declarationOf({ events }: Board, event: string): EventDeclaration | undefined {
  return Object.hasOwn(events, event) ? events[event] : events["*"];
}

/** A path with parameters `:name` or `:name(expression)`, as a URL pattern has them, but many times as fast to match. */
function expressionOf(path: string): RegExp {
  // Splitting by an expression with two groups gives text, name and expression in turn.
  const pieces = path.split(/:(\w+)(?:\(([^)]*)\))?/);
  let source = "";
  for (let at = 0; at < pieces.length; at += 3) {
    source += RegExp.escape(pieces[at]!);
    const name = pieces[at + 1];
    if (name !== undefined) source += `(?<${name}>${pieces[at + 2] ?? "[^/]+"})`;
  }
  return new RegExp(`^${source}$`);
}
