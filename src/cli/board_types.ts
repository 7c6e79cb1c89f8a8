import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import type { Board } from "../board/board.ts";
import { UsageError } from "./failure.ts";
import { examples } from "./options.ts";
import { print } from "./print.ts";
import { readConfig } from "./read_config.ts";

/** `boardcast types`: prints the events of a board as types of TypeScript. */
export function addTypes(program: Command): void {
  program.command("types <board>")
    .description("print a board's events as an interface of TypeScript, for the client library")
    .addHelpText("after", "\nReads the configuration; no server need run.")
    .addHelpText("after", examples("types trading", "types machines > src/machines_events.ts"))
    .action(async (name: string, _options: unknown, command: Command) => {
      const boards = await boardsOf(await readConfig(command));
      const board = boards.find((board) => board.name === name);
      if (!board) {
        const names = boards.map((board) => board.name).join(", ");
        throw new UsageError(`There is no board "${name}": there are ${names || "none"}`);
      }
      const { eventMap } = await import("./event_map.ts");
      print(eventMap(board));
    });
}

/** The boards of `config`, on a backend in memory that is gone again: nobody publishes to them. */
async function boardsOf(config: Config): Promise<Board[]> {
  const [
    { LocalBackend },
    { Memberships },
    { GroupRegistry },
    { Demand },
    { builtinBoards },
    { DeclaredBoards },
  ] = await Promise.all([
    import("../backend/local/local_backend.ts"),
    import("../auth/memberships.ts"),
    import("../group/group_registry.ts"),
    import("../group/demand.ts"),
    import("../board/builtin/builtin_boards.ts"),
    import("../board/declared_boards.ts"),
  ]);
  await using backend = new LocalBackend(null, { ruleOf: () => ({}), onPublications: () => {} });
  using demand = new Demand();
  const { records, store, nodes } = backend;
  using groups = new GroupRegistry({
    records,
    demand,
    nodes,
    traitsOf: () => ({ promised: [], presence: false, inbox: false }),
    isBackendWell: () => true,
    isFedBy: () => false,
  });
  const memberships = new Memberships(store);
  const builtin = builtinBoards(config.boards, { records, store, nodes, groups, memberships });
  return [...builtin, ...new DeclaredBoards(memberships).of(config.boards)]
    .filter(({ endpoints }) => endpoints.length > 0);
}
