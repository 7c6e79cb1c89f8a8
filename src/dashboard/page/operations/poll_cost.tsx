import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Costed } from "../../api/operations.ts";
import { useSecond } from "../../event/second.ts";
import { formatNumber } from "../../settings/number_format.ts";

/** What watching costs: the bytes and the time of the last answers. */
export function PollCost(): ReactElement {
  const queries = useQueryClient();
  useSecond();
  const answers = queries.getQueriesData<Costed<unknown>>({ queryKey: ["operations"], type: "active" })
    .flatMap(([, data]) => data ?? []);
  const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0);
  const slowest = Math.max(0, ...answers.map(({ ms }) => ms));
  return (
    <p className="mute ops-cost">
      This page asks every 3 to 10 s, while it is seen: {answers.length} answers,{" "}
      {formatNumber(bytes / 1024, { decimals: 1, unit: "KiB" })} together, the slowest{" "}
      {formatNumber(slowest, { decimals: 0, unit: "ms" })}
    </p>
  );
}
