import type { ReactElement } from "react";
import type { StatWidget } from "../../protocol/view.ts";
import { useAlert } from "../event/alerts.ts";
import { formatNumber, formatSpan } from "../settings/number_format.ts";
import { emptyWords } from "./empty_words.ts";
import { Sparkline } from "./sparkline.tsx";
import { statusOf, ThresholdMark } from "./threshold_mark.tsx";
import { valueProblem } from "./value_problem.ts";
import { type Point, useValueSeries } from "./value_series.ts";
import { WidgetCard } from "./widget_card.tsx";

/** One number, as large as can be. */
export function Stat({ widget }: { widget: StatWidget }): ReactElement {
  const series = useValueSeries(widget);
  const { last, points } = series;
  const status = last && statusOf(last.value, widget.thresholds);
  useAlert(status === "critical" ? `${widget.title ?? widget.event} is critical` : null);
  const written = writtenAs(widget);
  const isOfMany = widget.figure === "count" || widget.figure === "sum";
  const empty = last || isOfMany || series.misses > 0 ? null : emptyWords(widget);
  const nothing = isOfMany ? formatNumber(0, written) : "–";
  return (
    <WidgetCard
      widget={widget}
      events={[widget.event, ...widget.also ?? []]}
      problem={valueProblem(series, widget.value ?? "")}
      empty={empty}
    >
      <div className="stat-body">
        <p className={`figure ${status ?? ""}`}>
          <span className="figure-value" data-testid={widget.testId}>
            {last ? formatNumber(last.value, written) : nothing}
          </span>
          {widget.unit !== undefined && <span className="unit">{widget.unit}</span>}
        </p>
        {widget.sparkline && <Sparkline points={points} label="the values so far" />}
      </div>
      <p className="stat-note">
        {status && <ThresholdMark status={status} />}
        {widget.change !== undefined && <Change points={points} over={widget.change} written={written} />}
      </p>
    </WidgetCard>
  );
}

/** By how much the newest differs from what was so `over` ms before. */
function Change(
  { points, over, written }: { points: readonly Point[]; over: number; written: { decimals?: number } },
): ReactElement | null {
  const change = changeOver(points, over);
  if (!change) return null;
  const { by, since } = change;
  const span = since < 1_000 ? "just now" : `in the last ${formatSpan(since)}`;
  if (by === 0) return <span className="change mute">unchanged {since >= 1_000 && span}</span>;
  const [shape, direction] = by > 0 ? ["▲", "up"] : ["▼", "down"];
  return (
    <span className="change">
      <span className={direction}>
        <span aria-hidden="true">{shape}</span> {formatNumber(Math.abs(by), written)}
        <span className="visually-hidden">{direction}</span>
      </span>{" "}
      <span className="mute">{span}</span>
    </span>
  );
}

/** How the newest differs from what was so `over` ms before, else from the oldest, and since when; `null` without two. */
export function changeOver(points: readonly Point[], over: number): { by: number; since: number } | null {
  const last = points.at(-1);
  if (!last || points.length < 2) return null;
  const before = points.findLast(({ time }) => time <= last.time - over) ?? points[0]!;
  return { by: last.value - before.value, since: Math.min(over, last.time - before.time) };
}

function writtenAs({ decimals }: { decimals?: number | undefined }): { decimals?: number } {
  return decimals === undefined ? {} : { decimals };
}
