import type { ReactElement } from "react";
import type { ChartWidget } from "../../../protocol/view.ts";
import { Sparkline } from "../sparkline.tsx";
import { valueProblem } from "../value_problem.ts";
import { useValueSeries } from "../value_series.ts";
import { WidgetCard } from "../widget_card.tsx";

/** One line over all keys. */
export function Chart({ widget }: { widget: ChartWidget }): ReactElement {
  const series = useValueSeries(widget);
  return (
    <WidgetCard
      widget={widget}
      events={[widget.event]}
      problem={valueProblem(series, widget.value)}
      empty={series.last ? null : `No ${widget.event} has come yet.`}
    >
      <Sparkline points={series.points} label="the values so far" />
    </WidgetCard>
  );
}
