import type { ReactElement } from "react";
import { nameWords } from "../../event/value_text.ts";
import { formatNumber } from "../../settings/number_format.ts";
import type { FilterOption } from "./filter_options.ts";
import { levelOf, shapeOf } from "./grade.ts";

/** Buttons of what a feed can be filtered by: several may be pressed, none is all. */
export function FeedFilterBar(
  { label, options, chosen, hasShapes = false, onChoose }: {
    label: string;
    options: readonly FilterOption[];
    chosen: readonly string[];
    /** Whether the options are severities, which have shapes. */
    hasShapes?: boolean;
    onChoose: (chosen: readonly string[]) => void;
  },
): ReactElement | null {
  if (options.length < 2 && chosen.length === 0) return null;
  const values = new Map(options.map(({ value, count }) => [value, count]));
  for (const value of chosen) if (!values.has(value)) values.set(value, 0);
  return (
    <div className="chips" role="group" aria-label={label}>
      {[...values].map(([value, count]) => (
        <button
          key={value}
          type="button"
          className="chip"
          aria-pressed={chosen.includes(value)}
          onClick={() => onChoose(toggled(chosen, value))}
        >
          {hasShapes && levelOf(value) !== "other" && (
            <span className="chip-shape" data-level={levelOf(value)} aria-hidden="true">
              {shapeOf(levelOf(value), 0)}
            </span>
          )}
          {nameWords(value)} <span className="count">{formatNumber(count)}</span>
        </button>
      ))}
    </div>
  );
}

function toggled(chosen: readonly string[], value: string): string[] {
  return chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
}
