/** A board with charts, and what tests read of them. */
import type { Locator, Page } from "playwright-core";
import type { RunningBoardcast } from "./boardcast.ts";
import { eventually } from "./expect.ts";
import { publishAll } from "./plant.ts";

/** A board whose view is charts. */
export const CONFIGURATION: string = `
boards:
  plant:
    path: /ws/plant/
    access: {open: true}
    groups: [plant]
    events:
      reading: {key: [machine], keep: 100}
      load: {keep: 100}
      many: {key: [k], keep: 1}
      odd: {keep: 5}
      rare: {keep: 5}
    view:
      - {widget: chart, title: Ovens, event: reading, value: celsius, by: machine, window: 2m, unit: °C}
      - {widget: chart, title: Load, event: load, value: percent, window: 2m, min: 0, max: 100, size: 4}
      - {widget: chart, title: Many, event: many, value: v, by: k, size: 6}
      - {widget: chart, title: Odd, event: odd, value: data.x, size: 3}
      - {widget: chart, title: Rare, event: rare, value: x, size: 3}
`;

/** How long a summary in words may be old, and a little more, in ms. */
const CALM = 30_000;

/** The colours of the first line. */
export const TEAL: Readonly<Record<"light" | "dark", readonly number[]>> = {
  light: [15, 118, 110],
  dark: [45, 212, 191],
};

/** What a message says. */
export type Fields = Record<string, unknown>;

/** Publishes messages of one event, `at` ms from now. */
export async function publish(
  server: RunningBoardcast,
  type: string,
  all: readonly (Fields & { at?: number })[],
): Promise<void> {
  const items = all.map(({ at, ...fields }) => ({
    group: "plant",
    message: {
      type,
      ...at !== undefined && { timestamp: new Date(Date.now() + at).toISOString() },
      ...fields,
    },
  }));
  await publishAll(server, items);
}

/** Readings of two ovens every two seconds for the last minute. */
export function aMinute(): (Fields & { at: number })[] {
  return Array.from({ length: 30 }, (_, n) => (n - 30) * 2_000).flatMap((at) => [
    { machine: "m2", celsius: 60 + at / 10_000, at },
    { machine: "m10", celsius: 20.5, at },
  ]);
}

/** The card of a widget. */
export function card(page: Page, title: string): Locator {
  return page.getByRole("region", { name: title, exact: true });
}

/** What a chart draws. */
export function plot(page: Page, title: string): Locator {
  return card(page, title).locator(".chart-plot");
}

/** Waits until the chart says of itself what `expected` matches. */
export async function says(page: Page, title: string, expected: RegExp): Promise<void> {
  await eventually(
    async () => await plot(page, title).getAttribute("aria-label"),
    (text) => expected.test(text!),
    CALM,
  );
}

/** Points at a part of the width of a chart; 1 is its right end. */
export async function pointAt(page: Page, title: string, part: number): Promise<void> {
  const box = (await plot(page, title).locator(".u-over").boundingBox())!;
  await page.mouse.move(box.x + box.width * part, box.y + box.height / 2, { steps: 3 });
}

/** What stands beside the crosshair of a chart. */
export async function readout(page: Page, title: string): Promise<string> {
  return await card(page, title).locator(".chart-readout").innerText();
}

/** In which columns of the canvas, from 0 to 1, something of the colour is drawn. */
export async function columnsOf(page: Page, title: string, colour: readonly number[]): Promise<number[]> {
  return await plot(page, title).locator("canvas").evaluate((canvas, colour) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    const found = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3]! > 200 && colour.every((part, index) => Math.abs(data[at + index]! - part) < 12)) {
        found.add(Math.floor(at / 4) % width);
      }
    }
    return [...found].map((column) => column / width).sort((a, b) => a - b);
  }, colour);
}
