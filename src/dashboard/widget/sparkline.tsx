import type { ReactElement } from "react";
import type { Point } from "./value_series.ts";

const WIDTH = 120;
const HEIGHT = 36;

/** So many columns hold what there is, each the last of its time. */
const COLUMNS = 60;

/** A small curve of `points`, from its lowest to its highest value. */
export function Sparkline(
  { points, label }: { points: readonly Point[]; label: string },
): ReactElement | null {
  const line = sparkline(points);
  if (line.length < 2) return null;
  const path = line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polygon points={`${line[0]![0]},${HEIGHT} ${path} ${line.at(-1)![0]},${HEIGHT}`} />
      <polyline points={path} />
    </svg>
  );
}

/** The corners of the curve in a box of 120 by 36. */
export function sparkline(points: readonly Point[]): [x: number, y: number][] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.time === first.time) return [];
  const span = last.time - first.time;
  const columns = new Map<number, Point>();
  for (const point of points) columns.set(Math.round((point.time - first.time) / span * COLUMNS), point);
  const values = [...columns.values()].map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // A line that never moves lies in the middle.
  const y = (value: number) => high === low ? HEIGHT / 2 : 2 + (high - value) / (high - low) * (HEIGHT - 4);
  return [...columns].sort(([a], [b]) => a - b).map((
    [column, { value }],
  ) => [column / COLUMNS * WIDTH, y(value)]);
}
