import type { ReactElement } from "react";
import { intensityOf } from "../../client/dashboard_score.ts";
import type { GaugeWidget } from "../../protocol/view.ts";
import { useAlert } from "../event/alerts.ts";
import { formatNumber } from "../settings/number_format.ts";
import { emptyWords } from "./empty_words.ts";
import { statusOf, ThresholdMark } from "./threshold_mark.tsx";
import { valueProblem } from "./value_problem.ts";
import { useValueSeries } from "./value_series.ts";
import { WidgetCard } from "./widget_card.tsx";

const RADIUS = 80;
const [LEFT, RIGHT, BASE] = [20, 180, 96];

/** A number between two limits, on half a circle. */
export function Gauge({ widget }: { widget: GaugeWidget }): ReactElement {
  const { min, max, unit, decimals, thresholds } = widget;
  const series = useValueSeries(widget);
  const { last } = series;
  const status = last && statusOf(last.value, thresholds);
  useAlert(status === "critical" ? `${widget.title ?? widget.event} is critical` : null);
  const write = (value: number) =>
    decimals === undefined ? formatNumber(Number(value.toFixed(2))) : formatNumber(value, { decimals });
  const empty = last || series.misses > 0 ? null : emptyWords(widget);
  const part = last ? Math.min(1, Math.max(0, (last.value - min) / (max - min))) : 0;
  return (
    <WidgetCard
      widget={widget}
      events={[widget.event]}
      problem={valueProblem(series, widget.value)}
      empty={empty}
    >
      <div
        id={widget.testId}
        className={`gauge ${status ?? ""} intensity-${intensityOf(last?.value ?? 0)}`}
        role="meter"
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={last?.value ?? min}
        aria-valuetext={last ? `${write(last.value)} ${unit ?? ""}` : "nothing yet"}
        aria-label={widget.title ?? widget.event}
      >
        <svg viewBox="0 0 200 112" aria-hidden="true">
          <path className="gauge-scale" d={arc(0, 1)} />
          {part > 0 && <path className="gauge-value" d={arc(0, part)} />}
          {thresholds.map(({ at }) => (
            <path key={at} className="gauge-tick" d={tick((at - min) / (max - min))} />
          ))}
          <text className="gauge-limit" x={LEFT} y={110} textAnchor="middle">{write(min)}</text>
          <text className="gauge-limit" x={RIGHT} y={110} textAnchor="middle">{write(max)}</text>
        </svg>
        <p className="figure">
          <span className="figure-value score-value">{last ? write(last.value) : "–"}</span>
          {unit !== undefined && <span className="unit">{unit}</span>}
        </p>
      </div>
      {status && (
        <p className="stat-note gauge-note">
          <ThresholdMark status={status} />
        </p>
      )}
    </WidgetCard>
  );
}

function at(part: number, radius = RADIUS): [x: number, y: number] {
  const angle = Math.PI * (1 - part);
  return [100 + radius * Math.cos(angle), BASE - radius * Math.sin(angle)];
}

function arc(from: number, to: number): string {
  return `M ${at(from).join(" ")} A ${RADIUS} ${RADIUS} 0 0 1 ${at(to).join(" ")}`;
}

function tick(part: number): string {
  if (part < 0 || part > 1) return "";
  return `M ${at(part, RADIUS - 9).join(" ")} L ${at(part, RADIUS + 9).join(" ")}`;
}
