/** What a board's page shows: the widgets of its `view`, as `/api/v1/boards/{name}` tells them. Times in ms. */
interface Common {
  /** What stands above it; its event without one. */
  readonly title?: string | undefined;
  /** How many of twelve columns it takes. */
  readonly size: number;
}

/** What every widget has that shows an event. */
interface Shown extends Common {
  readonly event: string;
  /** Shows only messages with these values at these paths. */
  readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** How a number is written. */
interface Written {
  readonly unit?: string | undefined;
  readonly decimals?: number | undefined;
}

/** From `at` on, a value means `status`. */
export interface Threshold {
  readonly at: number;
  readonly status: "good" | "warning" | "critical";
}

/** One number, as large as can be. */
export interface StatWidget extends Shown, Written {
  readonly widget: "stat";
  readonly value: string;
  readonly change?: number | undefined;
  readonly sparkline: boolean;
  readonly thresholds: readonly Threshold[];
}

/** Lines over time, one per value at `by`. */
export interface ChartWidget extends Shown, Written {
  readonly widget: "chart";
  readonly value: string;
  readonly by?: string | undefined;
  readonly window: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A column: a path, or a path with more about it. */
export type Column = string | ({ readonly value: string; readonly title?: string | undefined } & Written);

/** A row per key. */
export interface TableWidget extends Shown {
  readonly widget: "table";
  readonly columns: readonly Column[];
}

/** A log, newest first. */
export interface FeedWidget extends Common {
  readonly widget: "feed";
  readonly events: readonly string[];
  readonly where?: Shown["where"];
  readonly text: string;
  readonly severity?: string | undefined;
}

/** A number between two limits. */
export interface GaugeWidget extends Shown, Written {
  readonly widget: "gauge";
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly thresholds: readonly Threshold[];
}

/** Words of the operator. */
export interface TextWidget extends Common {
  readonly widget: "text";
  readonly text: string;
}

/** One widget. */
export type Widget = StatWidget | ChartWidget | TableWidget | FeedWidget | GaugeWidget | TextWidget;
