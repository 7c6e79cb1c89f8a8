import type { JsonObject } from "./message.ts";

/** What a board's page shows: the widgets of its `view`, as `/api/v1/boards/{name}` tells them. Times in ms. */
interface Common {
  /** What stands above it; its event without one. */
  readonly title?: string | undefined;
  /** How many of twelve columns it takes. */
  readonly size: number;
  /** What is said where there is nothing to show, such as `No open trade now.`; made of the event without it. */
  readonly empty?: string | undefined;
  /** By which outside programs find its value in the page; only built-in boards have some. */
  readonly testId?: string;
}

/** What every widget has that shows an event. */
interface Shown extends Common {
  readonly event: string;
  /** Shows only messages with these values at these paths. */
  readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** What is followed as things that change: of each, the newest message stands for it. */
interface Keyed {
  /** Where in the message stands which thing it is about; the key of the event without it. */
  readonly key?: string | undefined;
  /** Further events about the same things. */
  readonly also?: readonly string[] | undefined;
  /** Leaves out what has these values at these paths. */
  readonly unless?: Readonly<Record<string, string | number | boolean>> | undefined;
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

/** Which number a stat shows: the newest value, or how many there are, their sum, their average. */
export type Figure = "latest" | "count" | "sum" | "average";

/** One number, as large as can be. */
export interface StatWidget extends Shown, Written, Keyed {
  readonly widget: "stat";
  readonly figure: Figure;
  /** Nothing for a count. */
  readonly value?: string | undefined;
  /** Counts, sums and averages only what is no older. */
  readonly within?: number | undefined;
  readonly change?: number | undefined;
  readonly sparkline: boolean;
  readonly thresholds: readonly Threshold[];
}

/** Lines over time, one per value at `by`. */
export interface ChartWidget extends Shown, Written {
  readonly widget: "chart";
  readonly value: string;
  readonly by?: string | undefined;
  /** Whether each line is drawn as its difference from the first value that is known, in %. */
  readonly relative: boolean;
  readonly window: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** How a cell shows its value: as it is, as a gain or a loss, as a status with its colour and shape, as a small curve. */
export type CellKind = "plain" | "gain" | "status" | "sparkline";

/** A column: a path, or a path with more about it. */
export type Column =
  | string
  | ({
    readonly value: string;
    readonly title?: string | undefined;
    readonly show?: CellKind | undefined;
  } & Written);

/** A row per key. */
export interface TableWidget extends Shown, Keyed {
  readonly widget: "table";
  readonly columns: readonly Column[];
  readonly actions?: readonly Action[];
}

/** For all events, or for each of them. */
export type PerEvent = string | Readonly<Record<string, string>>;

/** A log, newest first. */
export interface FeedWidget extends Common {
  readonly widget: "feed";
  readonly events: readonly string[];
  readonly where?: Shown["where"];
  /** A path, or words with paths in braces: `{symbol} at {price}`. */
  readonly text: PerEvent;
  /** What stands below it, likewise; what else the message says without it. */
  readonly detail?: PerEvent | undefined;
  /** A path. */
  readonly severity?: PerEvent | undefined;
}

/**
 * What a viewer may do about a message: a request to this server. `{path}` in its texts stands for a value of the message. Only
 * built-in boards have some.
 */
export interface Action {
  readonly title: string;
  readonly method: "POST" | "PATCH";
  readonly path: string;
  readonly body?: JsonObject;
  /** What is asked before it is done. */
  readonly confirm?: string;
  /** To whom it is offered; the server judges by itself. */
  readonly roles: readonly string[];
  /** Where in the message stands the e-mail address of whoever may as well. */
  readonly email?: string;
  /** For which messages it makes sense. */
  readonly when?: NonNullable<Shown["where"]>;
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
