import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDescription } from "../api/boards.ts";

/** What an id at a path is called; `null` if nobody knows. */
export type NameOf = (path: string, id: unknown) => string | null;

/** The server is asked for names that it had not told no more often than this, in ms. */
const ASK_AGAIN = 5_000;

/** The names of the nearest board. What has come since they were told is asked for. */
export function useNames(): NameOf {
  const { name: board, names } = useDescription();
  const queries = useQueryClient();
  const asked = useMemo(() => ({ at: -Infinity }), [board]);
  return useMemo(() => {
    function ask(): void {
      if (performance.now() - asked.at < ASK_AGAIN) return;
      asked.at = performance.now();
      setTimeout(() => void queries.invalidateQueries({ queryKey: ["board", board] }));
    }
    return (path, id) => {
      const known = names[path];
      if (known === undefined || (typeof id !== "string" && typeof id !== "number")) return null;
      if (Object.hasOwn(known, id)) return known[id]!;
      ask();
      return null;
    };
  }, [names, queries, asked, board]);
}
