import type { ReactElement } from "react";
import type { Threshold } from "../../protocol/view.ts";

const SHAPES = { good: "●", warning: "▲", critical: "■" } as const;

/** What `value` means by the highest threshold that it has reached; `null` if it has reached none. */
export function statusOf(value: number, thresholds: readonly Threshold[]): Threshold["status"] | null {
  return thresholds.findLast(({ at }) => value >= at)?.status ?? null;
}

/** The shape and the word of a status, in its colour. */
export function ThresholdMark({ status }: { status: Threshold["status"] }): ReactElement {
  return (
    <span className={`threshold ${status}`}>
      <span aria-hidden="true">{SHAPES[status]}</span> {status}
    </span>
  );
}
