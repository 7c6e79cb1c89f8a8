import type { ReactElement } from "react";
import type { LineStyle } from "./line_style.ts";
import { markPath } from "./marks.ts";

/** The names of the lines with their marks; each switches its line off and on. */
export function Legend({ names, styles, hidden, onToggle }: {
  readonly names: readonly string[];
  readonly styles: readonly LineStyle[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}): ReactElement {
  return (
    <div className="chart-legend" role="group" aria-label="Lines">
      {names.map((name, at) => (
        <button
          key={name}
          type="button"
          aria-pressed={!hidden.has(name)}
          title={hidden.has(name) ? `Show ${name}` : `Hide ${name}`}
          onClick={() => onToggle(name)}
        >
          <Mark style={styles[at]!} />
          <span>{name}</span>
        </button>
      ))}
    </div>
  );
}

function Mark({ style: { shape, colour } }: { style: LineStyle }): ReactElement {
  return (
    <svg className="chart-mark" viewBox="-5 -5 10 10" aria-hidden="true">
      <path d={markPath(shape)} style={{ fill: `var(${colour})` }} />
    </svg>
  );
}
