/** What a severity means for the eye: its colour and its shape. */
export type Level = "critical" | "warning" | "info" | "good" | "up" | "down" | "other";

const WORDS: Readonly<Record<Exclude<Level, "other">, readonly string[]>> = {
  critical: [
    "critical",
    "fatal",
    "emergency",
    "alert",
    "error",
    "severe",
    "high",
    "urgent",
    "failed",
    "failure",
    "rejected",
    "at risk",
    "sl_hit",
    "stop_loss",
  ],
  warning: [
    "warning",
    "warn",
    "medium",
    "moderate",
    "major",
    "late",
    "expired",
    "declined",
    "degraded",
    "cancelled",
    "needs attention",
  ],
  info: [
    "info",
    "information",
    "notice",
    "low",
    "minor",
    "normal",
    "debug",
    "trace",
    "sent",
    "created",
    "updated",
    "in_progress",
    "developing",
  ],
  good: [
    "ok",
    "good",
    "success",
    "succeeded",
    "resolved",
    "completed",
    "accepted",
    "recovered",
    "healthy",
    "joined",
    "tp1_hit",
    "take_profit",
    "exemplary",
    "strong",
  ],
  up: ["up", "buy", "long"],
  down: ["down", "sell", "short"],
};

const LEVELS = new Map(
  Object.entries(WORDS).flatMap(([level, words]) => words.map((word) => [word, level as Level] as const)),
);

const SHAPES: Readonly<Record<Exclude<Level, "other">, string>> = {
  critical: "✕",
  warning: "!",
  info: "i",
  good: "✓",
  up: "▲",
  down: "▼",
};

/** Events without a severity have these, in the order in which a widget names them. */
const EVENT_SHAPES = ["●", "◆", "■", "★", "◗", "▸"];

/** What `severity` means; `other` for words that nobody agreed upon. */
export function levelOf(severity: string | null): Level {
  const words = severity?.toLowerCase() ?? "";
  // Of joined words the last one tells: `invitation_accepted`.
  return LEVELS.get(words) ?? LEVELS.get(words.split("_").at(-1)!) ?? "other";
}

/** The shape beside the colour of `level`; `event` is the place of its event among those of the widget. */
export function shapeOf(level: Level, event: number): string {
  return level === "other" ? EVENT_SHAPES[Math.max(0, event) % EVENT_SHAPES.length]! : SHAPES[level];
}

/** Whether somebody should be told, and not only see it. */
export function isGrave(severity: string | null): boolean {
  return ["critical", "warning"].includes(levelOf(severity));
}
