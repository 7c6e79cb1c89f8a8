import { type ReactElement, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useExport } from "../../export/exports.tsx";
import type { ChartLines } from "./chart_lines.ts";
import { pngOf } from "./chart_png.ts";
import { type ChartInput, LiveChart } from "./live_chart.ts";
import type { SharedTime } from "./shared_time.ts";
import type { TimeSpan } from "./surface.ts";

/** Where a {@link LiveChart} is drawn, and the way to go on when it stands still. */
export function ChartArea({ lines, time, input, onZoom, onGoOn }: {
  readonly lines: ChartLines;
  readonly time: SharedTime;
  readonly input: ChartInput;
  readonly onZoom: (span: TimeSpan | null) => void;
  readonly onGoOn: () => void;
}): ReactElement {
  const chart = useRef<LiveChart>(null);
  const zone = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const voice = useRef<HTMLParagraphElement>(null);
  const [waiting, setWaiting] = useState(0);
  const { heldAt, isAsked } = useSyncExternalStore(time.subscribe, time.standstill);
  useEffect(() => {
    const place = { zone: zone.current!, host: host.current!, voice: voice.current! };
    const on = { zoom: onZoom, waiting: setWaiting };
    const live = new LiveChart(place, { lines, time, input, on });
    chart.current = live;
    return () => {
      chart.current = null;
      live[Symbol.dispose]();
    };
  }, [lines, time]);
  useEffect(() => chart.current?.show(input));
  const { title } = input;
  useExport({ name: fileName(title), title, format: "png", file: () => pngOf(chart.current!) });
  function goOn(): void {
    time.crosshair = null;
    time.release("pointer", "asked", "page");
    onGoOn();
  }
  return (
    <div className="chart-zone" ref={zone}>
      <div
        className="chart-plot"
        ref={host}
        role="img"
        tabIndex={0}
        aria-label={title}
        aria-keyshortcuts="ArrowLeft ArrowRight Home End Space + - Escape"
      />
      {heldAt !== null && (
        <button type="button" className="chart-resume" data-asked={isAsked} onClick={goOn}>
          <span aria-hidden="true">❚❚</span> paused, {waiting} waiting – resume
        </button>
      )}
      <p className="visually-hidden" aria-live="polite" ref={voice} />
    </div>
  );
}

function fileName(title: string): string {
  return title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
}
