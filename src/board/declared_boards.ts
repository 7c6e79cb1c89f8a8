import { type BoardSettings, declaredBoards } from "../config/boards.ts";
import type { DeclaredBoard } from "../config/declared_board.ts";
import type { Memberships } from "../auth/memberships.ts";
import type { Board } from "./board.ts";
import { declaredBoard } from "./declared_board.ts";
import { SchemaCompiler } from "./json_schema.ts";

interface Built {
  readonly declaration: string;
  readonly board: Board;
}

/** The boards that an operator declares; one whose declaration has not changed stays the same object. */
export class DeclaredBoards {
  readonly #memberships: Memberships;
  #built = new Map<string, Built>();

  constructor(memberships: Memberships) {
    this.#memberships = memberships;
  }

  /** The boards that `settings` declare now. @throws TypeError for a schema that cannot be compiled; nothing changes */
  of(settings: BoardSettings): Board[] {
    const parts = { memberships: this.#memberships, schemas: new SchemaCompiler() };
    const build = (name: string, declared: DeclaredBoard): Built => {
      const declaration = JSON.stringify(declared);
      const before = this.#built.get(name);
      if (before?.declaration === declaration) return before;
      return { declaration, board: declaredBoard(name, declared, parts) };
    };
    this.#built = new Map(
      declaredBoards(settings).map(([name, declared]) => [name, build(name, declared)] as const),
    );
    return [...this.#built.values()].map(({ board }) => board);
  }
}
