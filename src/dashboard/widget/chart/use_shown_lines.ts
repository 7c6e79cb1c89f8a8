import { useMemo, useState } from "react";
import { usePageState } from "../../settings/page_state.tsx";
import type { ChartLines } from "./chart_lines.ts";
import { type LineStyle, LineStyles, MOST_LINES, USUAL_LINES } from "./line_style.ts";
import type { ShownLine } from "./plot.ts";

/** Which lines of a chart are shown. */
export interface Selection {
  /** Those that stand in the legend. */
  readonly names: readonly string[];
  readonly styles: readonly LineStyle[];
  /** Those of them that are switched off. */
  readonly hidden: ReadonlySet<string>;
  /** Those of them that are not. */
  readonly shown: readonly ShownLine[];
  toggle(name: string): void;
  /** Takes others into the legend; `null` for the first ones. */
  choose(names: readonly string[] | null): void;
}

/** Which of `all` lines are shown; `key` is where the address has those that were chosen. */
export function useShownLines(lines: ChartLines, all: readonly string[], key: string): Selection {
  const page = usePageState();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const styles = useMemo(() => new LineStyles(), [lines]);
  const text = page.text(key);
  return useMemo(() => {
    const known = new Set(all);
    const names = chosenIn(text)?.filter((name) => known.has(name)) ?? all.slice(0, USUAL_LINES);
    const given = styles.of(names);
    const shown = names.flatMap((name, at) => {
      const line = hidden.has(name) ? undefined : lines.line(name);
      return line ? [{ line, style: given[at]! }] : [];
    });
    return {
      names,
      styles: given,
      hidden,
      shown,
      toggle: (name) => setHidden((before) => new Set(before).symmetricDifference(new Set([name]))),
      choose: (chosen) => page.setText(key, chosen && JSON.stringify(chosen)),
    };
  }, [lines, all, text, hidden]);
}

/** An address may have been typed by hand. */
function chosenIn(text: string | null): string[] | null {
  try {
    const names: unknown = JSON.parse(text ?? "null");
    return Array.isArray(names)
      ? names.filter((name) => typeof name === "string").slice(0, MOST_LINES)
      : null;
  } catch {
    return null;
  }
}
