import type { ReactElement } from "react";
import type { Widget } from "../../protocol/view.ts";
import { Chart } from "./chart/chart.tsx";
import { Feed } from "./feed/feed.tsx";
import { Gauge } from "./gauge.tsx";
import { Stat } from "./stat.tsx";
import { Table } from "./table/table.tsx";
import { Text } from "./text.tsx";

/** A widget of a view. */
export function WidgetView({ widget }: { widget: Widget }): ReactElement {
  switch (widget.widget) {
    case "stat":
      return <Stat widget={widget} />;
    case "chart":
      return <Chart widget={widget} />;
    case "table":
      return <Table widget={widget} />;
    case "feed":
      return <Feed widget={widget} />;
    case "gauge":
      return <Gauge widget={widget} />;
    case "text":
      return <Text widget={widget} />;
  }
}
