import { z } from "zod";
import { duration } from "./duration.ts";

const text = z.string().min(1).max(200);
const event = text.describe("The event that it shows");
const unit = z.string().min(1).max(20).optional().describe("What stands behind a value");
const number = z.number();
const decimals = z.number().int().min(0).max(10).optional().describe("How many digits behind the point");

/** A dotted path into a message. */
export const messagePath = z.string().max(200).regex(/^[^.\s]+(\.[^.\s]+)*$/)
  .meta({ allowed: "a path into the message, such as value or data.tutor_id" });

const value = messagePath.describe("Where in the message its value stands");

const wordsPattern = /^(?:[^.\s{}]+(\.[^.\s{}]+)*|.*\{[^.\s{}]+(\.[^.\s{}]+)*\}.*)$/;

/** A path, or words with paths in them. */
const words = z.string().max(500).regex(wordsPattern)
  .meta({ allowed: "a path into the message, or words with paths in braces, such as {symbol} at {price}" });

function perEvent(one: z.ZodString, allowed: string) {
  return z.union([one, z.record(text, one)]).meta({ allowed: `${allowed}, or a mapping of events to such` });
}

const plain = z.union([z.string(), z.number(), z.boolean()]).meta({
  allowed: "a text, a number, true or false",
});

const where = z.record(messagePath, plain)
  .meta({ allowed: "a mapping of paths into the message to the values that are shown" })
  .optional().describe("Shows only messages with these values, such as {machine: m1}");

const thresholds = z.array(z.strictObject({
  at: number.describe("From this value on"),
  status: z.enum(["good", "warning", "critical"]).describe("What the value means"),
})).refine((steps) => steps.every(({ at }, index) => index === 0 || steps[index - 1]!.at < at), {
  params: { words: "its thresholds must ascend" },
}).default([]).describe("What values mean, in ascending order");

/** What every widget has; `columns` of the page's twelve is its usual size. */
function common(columns: number) {
  return {
    title: text.optional().describe("What stands above it; its event without one"),
    size: z.number().int().min(2).max(12).default(columns).describe("How many of twelve columns it takes"),
  };
}

const empty = text.optional()
  .describe("What is said where there is nothing to show, such as No open trade now.");

const keyed = {
  key: messagePath.optional().describe(
    "Where in the message stands which thing it is about; the key of the event without it",
  ),
  also: z.array(text).max(20).optional().describe("Further events about the same things"),
  unless: z.record(messagePath, plain)
    .meta({ allowed: "a mapping of paths into the message to the values that are left out" })
    .optional().describe("Leaves out things with these values, such as {resolved: true}"),
};

const limits = {
  min: number.optional().describe("The least value of its scale"),
  max: number.optional().describe("The greatest value of its scale"),
};

function ascending({ min, max }: { min?: number | undefined; max?: number | undefined }): boolean {
  return min === undefined || max === undefined || min < max;
}

const upsideDown = { path: ["max"], params: { words: "it must be greater than min" } };

/** What a board's page shows of its events: one widget. */
export const widgetSchema = z.discriminatedUnion("widget", [
  z.strictObject({
    widget: z.literal("stat"),
    ...common(3),
    empty,
    event,
    where,
    ...keyed,
    figure: z.enum(["latest", "count", "sum", "average"]).default("latest")
      .describe("Shows the newest value, or how many there are, their sum, their average"),
    value: value.optional().describe("Where in the message its value stands; a count needs none"),
    within: duration("1s", "30d").optional().describe("Counts, sums and averages only what is no older"),
    unit,
    decimals,
    change: duration("1s", "30d").optional().describe("Shows the change since this long ago"),
    sparkline: z.boolean().default(false).describe("Whether a small curve of what is kept stands beside it"),
    thresholds,
  }).refine(({ figure, value }) => figure === "count" || value !== undefined, {
    path: ["value"],
    params: { words: "it must be given, unless figure is count" },
  }),
  z.strictObject({
    widget: z.literal("chart"),
    ...common(8),
    empty,
    event,
    where,
    value,
    by: messagePath.optional().describe("A line for each value at this path"),
    relative: z.boolean().default(false)
      .describe("Draws how far each line is from the first value that is known of it, in %"),
    window: duration("10s", "30d").default("5m").describe("How far it reaches back"),
    unit,
    decimals,
    ...limits,
  }).refine(ascending, upsideDown),
  z.strictObject({
    widget: z.literal("table"),
    ...common(8),
    empty,
    event,
    where,
    ...keyed,
    columns: z.array(
      z.union([
        messagePath,
        z.strictObject({
          value,
          title: text.optional().describe("What stands above it; the path without one"),
          unit,
          decimals,
          show: z.enum(["plain", "gain", "status", "sparkline"]).optional()
            .describe(
              "Shows a number as a gain or a loss, a word as a status, or a curve of the last values",
            ),
        }),
      ]).meta({ allowed: "a path into the message, or a section with value, title, unit, decimals, show" }),
    ).min(1).max(50).describe("Paths into the message, or sections with value, title, unit, decimals, show"),
  }),
  z.strictObject({
    widget: z.literal("feed"),
    ...common(4),
    empty,
    events: z.array(text).min(1).describe("The events that it shows"),
    where,
    text: perEvent(words, "a path, or words with paths in braces, such as {symbol} at {price}")
      .describe("Where in the message its text stands"),
    detail: perEvent(words, "a path, or words with paths in braces, such as {symbol} at {price}").optional()
      .describe("Where in the message stands what is said below it; what else the message says without it"),
    severity: perEvent(messagePath, "a path into the message").optional()
      .describe("Where in the message stands how grave it is"),
  }),
  z.strictObject({
    widget: z.literal("gauge"),
    ...common(3),
    empty,
    event,
    where,
    value,
    min: number.default(0).describe("The least value of its scale"),
    max: number.default(100).describe("The greatest value of its scale"),
    unit,
    decimals,
    thresholds,
  }).refine(ascending, upsideDown),
  z.strictObject({
    widget: z.literal("text"),
    ...common(12),
    text: z.string().min(1).max(10_000).describe("What it says"),
  }),
]).meta({ allowed: "a section whose widget is one of stat, chart, table, feed, gauge, text" });

/** One widget, checked and complete. */
export type Widget = Readonly<z.output<typeof widgetSchema>>;

/** The events that `widget` shows. */
export function eventsOf(widget: Widget): { path: PropertyKey[]; event: string }[] {
  if (widget.widget === "text") return [];
  if (widget.widget === "feed") return named("events", widget.events);
  const also = "also" in widget ? widget.also ?? [] : [];
  return [{ path: ["event"], event: widget.event }, ...named("also", also)];
}

function named(field: string, events: readonly string[]): { path: PropertyKey[]; event: string }[] {
  return events.map((event, at) => ({ path: [field, at], event }));
}
