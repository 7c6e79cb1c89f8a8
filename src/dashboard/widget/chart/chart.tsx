import { type ReactElement, useEffect, useMemo } from "react";
import { useDescription } from "../../api/boards.ts";
import { useBoard } from "../../../client/react.ts";
import type { ChartWidget } from "../../../protocol/view.ts";
import { useGaps } from "../../event/gaps.ts";
import { useServerClock } from "../../event/server_clock.ts";
import { usePageState } from "../../settings/page_state.tsx";
import { useTimeFormat } from "../../settings/time_format.ts";
import { emptyWords } from "../empty_words.ts";
import { WidgetCard } from "../widget_card.tsx";
import { ChartArea } from "./chart_area.tsx";
import { ChartHead } from "./chart_head.tsx";
import type { ChartInput } from "./live_chart.ts";
import { type SharedTime, sharedTime } from "./shared_time.ts";
import { useLines } from "./use_lines.ts";
import { useLosses } from "./use_losses.ts";
import { useShownLines } from "./use_shown_lines.ts";
import { useZoom } from "./use_zoom.ts";

/** A producer is silent after so many times what it promised; the server says the same. */
const SILENT = 5;

/** Lines over time: one for each value at the widget's `by`, with the time that all charts of the page share. */
export function Chart({ widget }: { widget: ChartWidget }): ReactElement {
  const { title = widget.event, event, relative, decimals, min, max } = widget;
  const unit = relative ? "%" : widget.unit;
  const time = sharedTime(useBoard().client);
  const page = usePageState();
  const { ahead } = useServerClock();
  const [zoom, setZoom] = useZoom();
  const window = page.window ?? widget.window;
  const end = () => Math.min(time.heldAt ?? Date.now() + ahead, zoom?.until ?? Infinity);
  const { lines, summary: { names, problem }, isComplete } = useLines(widget, { reach: window, end });
  const selection = useShownLines(lines, names, `lines ${title}`);
  const ends = useMemo(() => ({ min, max }), [min, max]);
  const format = useTimeFormat();
  const gaps = useGaps();
  const losses = useLosses(ahead);
  useHeldPage(time, page.isPaused, ahead);
  const input: ChartInput = {
    ...{ title, gaps, losses, zoom, ahead, ends, unit, decimals, window },
    isWall: page.isWall,
    longest: SILENT * (useDescription().events[event]?.every ?? Infinity),
    lines: selection.shown,
    time: format,
  };
  return (
    <WidgetCard
      widget={widget}
      events={[event]}
      problem={problem}
      empty={isComplete && names.length === 0 && problem === null ? emptyWords(widget) : null}
    >
      {names.length > 0 && (
        <>
          <ChartHead
            names={widget.by === undefined ? null : names}
            {...{ selection, zoom, unit, format }}
            isBare={page.isWall}
            onBack={() => setZoom(null)}
          />
          <ChartArea
            {...{ lines, time, input }}
            onZoom={setZoom}
            onGoOn={() => page.set({ isPaused: false })}
          />
        </>
      )}
    </WidgetCard>
  );
}

/** Has the charts stand still while the page is paused. */
function useHeldPage(time: SharedTime, isPaused: boolean, ahead: number): void {
  useEffect(() => {
    if (isPaused) time.hold("page", Date.now() + ahead);
    else time.release("page");
  }, [time, isPaused]);
}
