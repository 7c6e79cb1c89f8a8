import { nameOf } from "./names.ts";
import { clamp, type Random, round } from "./random.ts";

/** The windows that a tutor's metrics are computed over, with their days. */
export const WINDOWS = { "7day": 7, "30day": 30, "90day": 90 } as const;

/** One of {@link WINDOWS}. */
export type Window = keyof typeof WINDOWS;

/** How a tutor does, from the best to the worst. */
export const TIERS = ["Exemplary", "Strong", "Developing", "Needs Attention", "At Risk"] as const;

/** One of {@link TIERS}. */
export type Tier = (typeof TIERS)[number];

/** The data of a `metrics_update`. Rates, shares and scores are 0 to 100, ratings 1 to 5. */
export interface TutorMetrics {
  tutor_id: string;
  tutor_name: string;
  window: Window;
  calculation_date: string;
  sessions_completed: number;
  avg_rating: number;
  first_session_success_rate: number;
  reschedule_rate: number;
  no_show_count: number;
  engagement_score: number;
  learning_objectives_met_pct: number;
  performance_tier: Tier;
}

/** The least score of each tier but the last. */
const THRESHOLDS: readonly (readonly [Tier, number])[] = [
  ["Exemplary", 87],
  ["Strong", 71],
  ["Developing", 55],
  ["Needs Attention", 48],
];

/** How many tutors there are. */
const TUTORS = 40;

/** A tutor whose form, 0 to 1, wanders around what is usual for them; all their numbers follow from it. */
export class Tutor {
  readonly id: string;
  readonly name: string;
  readonly #random: Random;
  readonly #usualForm: number;
  readonly #sessionsPerWeek: number;
  /** The longer the window, the slower it follows. */
  readonly #form: Record<Window, number>;

  constructor(index: number, random: Random) {
    this.id = `T-${String(index + 1).padStart(3, "0")}`;
    this.name = nameOf(index);
    this.#random = random;
    this.#usualForm = usualForm(index);
    this.#sessionsPerWeek = random.integer(5, 14);
    this.#form = { "7day": this.#usualForm, "30day": this.#usualForm, "90day": this.#usualForm };
  }

  /** One step of the walk. */
  step(): void {
    const form = this.#form;
    const pull = 0.08 * (this.#usualForm - form["7day"]);
    form["7day"] = clamp(form["7day"] + pull + this.#random.between(-0.06, 0.06), 0, 1);
    form["30day"] += 0.25 * (form["7day"] - form["30day"]);
    form["90day"] += 0.08 * (form["30day"] - form["90day"]);
  }

  /** The numbers of `window` as they are now. */
  metrics(window: Window, now: Date): TutorMetrics {
    const form = this.#form[window];
    const sessions = Math.round(this.#sessionsPerWeek * (0.6 + 0.4 * form) * WINDOWS[window] / 7);
    const numbers = {
      sessions_completed: sessions,
      avg_rating: round(2.6 + 2.4 * form, 2),
      first_session_success_rate: round(45 + 53 * form, 1),
      reschedule_rate: round(28 - 25 * form, 1),
      no_show_count: Math.round(0.12 * (1 - form) * sessions),
      engagement_score: round(38 + 60 * form, 1),
      learning_objectives_met_pct: round(42 + 56 * form, 1),
    };
    return {
      tutor_id: this.id,
      tutor_name: this.name,
      window,
      calculation_date: now.toISOString(),
      ...numbers,
      performance_tier: tierOf(numbers),
    };
  }
}

/** All tutors of the demo. */
export function createTutors(random: Random): Tutor[] {
  return Array.from({ length: TUTORS }, (_, index) => new Tutor(index, random));
}

/** The tier that follows from a tutor's numbers. */
export function tierOf(
  numbers: Pick<
    TutorMetrics,
    | "avg_rating"
    | "first_session_success_rate"
    | "reschedule_rate"
    | "engagement_score"
    | "learning_objectives_met_pct"
  >,
): Tier {
  const score = 0.35 * (numbers.avg_rating - 1) * 25 +
    0.25 * numbers.engagement_score +
    0.2 * numbers.learning_objectives_met_pct +
    0.1 * numbers.first_session_success_rate +
    0.1 * (100 - numbers.reschedule_rate);
  return THRESHOLDS.find(([, least]) => score >= least)?.[0] ?? "At Risk";
}

/** Spread over the tutors, in no order, so that there are some of every tier. */
function usualForm(index: number): number {
  return 0.9 * (index * 17 % TUTORS) / (TUTORS - 1);
}
