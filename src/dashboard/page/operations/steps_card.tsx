import type { ReactElement } from "react";
import type { OperationsSummary } from "../../api/operations.ts";
import { formatNumber } from "../../settings/number_format.ts";
import { OperationsCard } from "./operations_card.tsx";

/** How long each step takes of the way from a publisher to the viewers. */
export function StepsCard(
  { latency: { publishToViewer, steps } }: Pick<OperationsSummary, "latency">,
): ReactElement {
  const longest = Math.max(...steps.map(({ p95 }) => p95 ?? 0), 0.001);
  return (
    <OperationsCard title="Where the time goes" size={4} aside="p95, last minute">
      <ul className="ops-steps">
        {steps.map(({ step, p95 }) => (
          <li key={step}>
            <span>{step}</span>
            <meter min={0} max={longest} value={p95 ?? 0} aria-label={step} />
            <span className="number">{written(p95)}</span>
          </li>
        ))}
      </ul>
      <p className="mute ops-note">
        Publish to viewer: p50 {written(publishToViewer.p50)}, p95 {written(publishToViewer.p95)}, p99{" "}
        {written(publishToViewer.p99)}, of {formatNumber(publishToViewer.count)} publications
      </p>
    </OperationsCard>
  );
}

function written(ms: number | null): string {
  return ms === null ? "–" : formatNumber(ms, { decimals: ms < 1 ? 2 : 1, unit: "ms" });
}
