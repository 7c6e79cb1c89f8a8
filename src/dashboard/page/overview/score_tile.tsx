import { type ReactElement, useEffect, useRef } from "react";
import { intensityOf } from "../../../client/dashboard_score.ts";
import { useSecond } from "../../event/second.ts";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { Sparkline } from "../../widget/sparkline.tsx";
import type { Point } from "../../widget/value_series.ts";

/** One's own score. The client writes the figure itself, and how high it is into the class of the tile. */
export function ScoreTile({ scores, isOld }: { scores: readonly Point[]; isOld: boolean }): ReactElement {
  const now = useSecond();
  const last = scores.at(-1);
  const figure = useFlash(last);
  return (
    <div className={`tile-place ${isOld ? "old" : ""}`}>
      <article id="score-circle" className="card tile">
        <div className="card-title">
          <h2>Score</h2>
          <span className="age">{last && formatAge(Math.max(0, now - last.time))}</span>
        </div>
        <div className="tile-figure">
          <p className="figure" ref={figure}>
            <span className="score-value">–</span>
          </p>
          <Sparkline points={scores} label="The latest scores" />
        </div>
        <p className="tile-note">
          <span className="meter" aria-hidden="true">
            <i />
            <i />
            <i />
            <i />
          </span>
          <span>{last ? `${intensityOf(last.value)}${step(scores)}` : "No score yet"}</span>
        </p>
      </article>
    </div>
  );
}

function step(scores: readonly Point[]): string {
  const [before, last] = scores.slice(-2);
  if (!before || !last || before.value === last.value) return "";
  const by = formatNumber(Math.abs(last.value - before.value));
  return ` · ${last.value > before.value ? "▲" : "▼"} ${by} from ${formatNumber(before.value)}`;
}

/** Twice a second at most: faster is a flicker that tells nothing. */
const FLASH = 500;

function useFlash(last: Point | undefined) {
  const figure = useRef<HTMLParagraphElement>(null);
  const flashed = useRef<{ at: number; value: number | null }>({ at: 0, value: null });
  useEffect(() => {
    if (!last || last.value === flashed.current.value) return;
    const isFirst = flashed.current.value === null;
    flashed.current.value = last.value;
    const now = performance.now();
    if (isFirst || now - flashed.current.at < FLASH) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    flashed.current.at = now;
    const soft = getComputedStyle(document.documentElement).getPropertyValue("--accent-soft");
    figure.current?.animate([{}, { backgroundColor: soft, offset: 0.2 }, {}], 750);
  }, [last]);
  return figure;
}
