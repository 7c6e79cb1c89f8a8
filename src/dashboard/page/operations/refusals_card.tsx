import type { ReactElement } from "react";
import { type RefusalRow, useOperations } from "../../api/operations.ts";
import { useSecond } from "../../event/second.ts";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { OperationsCard } from "./operations_card.tsx";

const SHOWN = 8;

/** Who was refused lately, and why. */
export function RefusalsCard(): ReactElement {
  const { data, error } = useOperations<{ refusals: RefusalRow[]; total: number }>("/refusals", 5_000);
  const now = useSecond();
  const { refusals = [], total = 0 } = data?.value ?? {};
  return (
    <OperationsCard
      title="Refused lately"
      size={6}
      error={error}
      aside={`${formatNumber(total)} since the start`}
    >
      {data && refusals.length === 0 && <p className="mute">Nobody was refused.</p>}
      <ul className="ops-refusals" tabIndex={0} aria-label="Refused lately">
        {refusals.slice(0, SHOWN).map(({ code, path, reason, subject, address, count, time }) => (
          <li key={`${code} ${path} ${reason} ${subject} ${address}`}>
            <span className="ops-mark" aria-hidden="true">{code === 403 || code === 4403 ? "✕" : "!"}</span>
            <div>
              <strong>{reason}{count > 1 && `, ${formatNumber(count)} times`}</strong>
              <p className="mute">{code} {path} · {subject ?? "unknown"}, from {address}</p>
            </div>
            <span className="age">{formatAge(Math.max(0, now - time))}</span>
          </li>
        ))}
      </ul>
    </OperationsCard>
  );
}
