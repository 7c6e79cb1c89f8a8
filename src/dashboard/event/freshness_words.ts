import type { Freshness } from "../../client/board_state.ts";
import { formatAge } from "../settings/number_format.ts";

/** Why what is shown may be old, in words; `null` if it is fresh. Times in ms. */
export function freshnessWords(
  { status, age, cause }: Pick<Freshness, "status" | "cause" | "age">,
  every: number | undefined,
): string | null {
  if (status === "fresh") return null;
  if (cause === "backend") return "the server lost its backend";
  const promise = every === undefined ? "" : `, promised every ${formatAge(every)}`;
  return age === null ? `no news yet${promise}` : `no news for ${formatAge(age)}${promise}`;
}
