import { intensityOf, scoreOf, type ScoreUpdate, showScore } from "../client/dashboard_score.ts";
import { formatAge } from "./age.ts";
import { byId } from "./element.ts";
import { Trend } from "./trend.ts";

/** What surrounds the score on its tile: the trend, the step, the age, and a flash when it changes. */
export class ScoreTile {
  readonly #trend = new Trend(byId("trend"));
  #at: number | undefined;
  #flashedAt = -Infinity;

  /** Shows a score of `time` unless there is a newer one. */
  begin(update: ScoreUpdate, time: Date): void {
    if (this.#at !== undefined && time.getTime() <= this.#at) return;
    showScore(update);
    this.update(update, time.getTime());
  }

  /** Takes in a `gcode_update`; the score itself is written by the client script. */
  update(update: ScoreUpdate, at: number = Date.now()): void {
    const score = scoreOf(update);
    if (score === undefined) return;
    this.#trend.add(score);
    this.#at = at;
    const previous = this.#trend.previous;
    byId("score-note").textContent = `${intensityOf(score)}${step(score, previous)}`;
    if (previous !== undefined && score !== previous) this.#flash();
    this.tick();
  }

  /** Writes the age anew. */
  tick(): void {
    byId("score-age").textContent = this.#at === undefined ? "" : formatAge(Date.now() - this.#at);
  }

  #flash(): void {
    const now = performance.now();
    // Twice a second at most: faster is a flicker that tells nothing.
    if (now - this.#flashedAt < 500 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#flashedAt = now;
    const soft = getComputedStyle(document.documentElement).getPropertyValue("--accent-soft");
    const frames = [{}, { backgroundColor: soft, offset: 0.2 }, {}];
    byId("score-circle").querySelector(".figure")?.animate(frames, 750);
  }
}

function step(score: number, previous: number | undefined): string {
  if (previous === undefined || previous === score) return "";
  const size = Math.round(Math.abs(score - previous) * 100) / 100;
  return ` · ${score > previous ? "▲" : "▼"} ${size} from ${previous}`;
}
