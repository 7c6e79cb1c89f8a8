import type { ReactElement } from "react";
import type { TimeFormat } from "../../settings/time_format.ts";
import { Legend } from "./legend.tsx";
import { LineChooser } from "./line_chooser.tsx";
import type { TimeSpan } from "./surface.ts";
import type { Selection } from "./use_shown_lines.ts";

/** What stands above the lines: their names, and what can be done. */
export function ChartHead({ names, selection, zoom, unit, isBare, format, onBack }: {
  /** The names of all lines; `null` if there is but one, which needs none. */
  readonly names: readonly string[] | null;
  readonly selection: Selection;
  readonly zoom: TimeSpan | null;
  readonly unit: string | undefined;
  /** Whether there is nothing to press. */
  readonly isBare: boolean;
  readonly format: TimeFormat;
  readonly onBack: () => void;
}): ReactElement {
  const isPart = names !== null && selection.names.length < names.length;
  return (
    <div className="chart-head">
      {names && <Legend {...selection} onToggle={selection.toggle} />}
      {isPart && isBare && <span className="hint">{selection.names.length} of {names.length} lines</span>}
      {isPart && !isBare && (
        <LineChooser
          names={names}
          chosen={selection.names}
          onChoose={selection.choose}
        />
      )}
      <span className="chart-note">
        {!isBare && !zoom && <span className="hint chart-hint">drag to zoom, double click to return</span>}
        {zoom && (
          <button type="button" className="chart-back" onClick={onBack}>
            <span aria-hidden="true">⤺</span> {format.clock(zoom.from)} – {format.clock(zoom.until)}, back
          </button>
        )}
        {unit !== undefined && <span className="hint">{unit}</span>}
      </span>
    </div>
  );
}
