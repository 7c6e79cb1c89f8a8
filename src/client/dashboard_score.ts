/** How high a score is: the last part of the class `intensity-…` of its circle. */
export type Intensity = "low" | "medium" | "high" | "intense";

/** The two keys of a `gcode_update` frame that the score is read from. */
export interface ScoreUpdate {
  g_code_score?: unknown;
  update_score?: unknown;
}

/** The intensity of `score`: medium from 40, high from 60, intense from 80. */
export function intensityOf(score: number): Intensity {
  if (score >= 80) return "intense";
  if (score >= 60) return "high";
  return score >= 40 ? "medium" : "low";
}

/** The score that `update` asks to show; `undefined` when it asks for none. */
export function scoreOf(update: ScoreUpdate): number | undefined {
  const { update_score: wanted, g_code_score: score } = update;
  return wanted && typeof score === "number" ? score : undefined;
}

/** Writes the score of `update` into `.score-value` of `#score-circle`, and its intensity into the circle's class. */
export function showScore(update: ScoreUpdate): void {
  const score = scoreOf(update);
  const circle = document.getElementById("score-circle");
  const value = circle?.querySelector(".score-value");
  if (score === undefined || !circle || !value) return;
  value.textContent = String(score);
  circle.classList.remove("intensity-low", "intensity-medium", "intensity-high", "intensity-intense");
  circle.classList.add(`intensity-${intensityOf(score)}`);
}
