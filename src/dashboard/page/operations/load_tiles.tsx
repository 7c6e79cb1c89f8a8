import type { ReactElement } from "react";
import type { Load, OperationsSummary } from "../../api/operations.ts";
import { formatNumber } from "../../settings/number_format.ts";
import { Sparkline } from "../../widget/sparkline.tsx";

interface Tile {
  readonly title: string;
  readonly of: (load: Load) => number | null | undefined;
  readonly unit?: string;
  readonly decimals: number;
  readonly note: (load: Load) => string;
}

const TILES: readonly Tile[] = [
  { title: "Connections", of: ({ connections }) => connections, decimals: 0, note: () => "on this node" },
  {
    title: "Deliveries",
    of: ({ deliveries }) => deliveries,
    unit: "/s",
    decimals: 0,
    note: ({ publications }) => `of ${formatNumber(publications, { decimals: 1 })} publications a second`,
  },
  {
    title: "Publish to viewer, p99",
    of: ({ p99 }) => p99,
    unit: "ms",
    decimals: 1,
    note: () => "of the last minute",
  },
  {
    title: "Lagging peers",
    of: ({ lagging }) => lagging,
    decimals: 0,
    note: ({ stuck }) => stuck > 0 ? `▲ ${stuck} stuck` : "none stuck",
  },
];

/** The numbers that tell at a glance, each with its last five minutes. */
export function LoadTiles({ summary: { now, trend, time } }: { summary: OperationsSummary }): ReactElement {
  return (
    <>
      {TILES.map(({ title, of, unit, decimals, note }) => {
        const value = of(now);
        const points = trend.samples.flatMap((sample, at) => {
          const value = of(sample);
          return typeof value === "number"
            ? [{ time: time - (trend.samples.length - at) * trend.every, value }]
            : [];
        });
        return (
          <div className="cell" data-size="3" key={title}>
            <section className="card stat-widget" aria-label={title}>
              <header className="card-title">
                <h2 className="card-name">{title}</h2>
                <span className="age">now</span>
              </header>
              <div className="stat-body">
                <p className="ops-figure">
                  {typeof value === "number" ? formatNumber(value, { decimals }) : "–"}
                  {unit && <small>{unit}</small>}
                </p>
                <Sparkline points={points} label={`${title}, the last minutes`} />
              </div>
              <p className="stat-note mute">{note(now)}</p>
            </section>
          </div>
        );
      })}
    </>
  );
}
