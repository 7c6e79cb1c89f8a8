/** A server with everything there is to see: all boards with something on them, and one that an operator declared. */
import type { RunningBoardcast } from "./boardcast.ts";
import { publishAll } from "./plant.ts";
import type { DataFolder } from "./signed_in.ts";

/** A page to look at, and what is there once it has what it shows. */
export interface ShownPage {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
}

const LIVE = "[data-status=connected]";

/** Every page of a {@link serveShowroom}. */
export const SHOWN_PAGES: readonly ShownPage[] = [
  { name: "overview", path: "/", ready: "#ws-status-indicator.ws-connected" },
  { name: "dashboard", path: "/boards/dashboard", ready: LIVE },
  { name: "engagement", path: "/boards/engagement", ready: "h1" },
  { name: "school", path: "/boards/school?school=1", ready: LIVE },
  { name: "trading", path: "/boards/trading", ready: LIVE },
  { name: "prices", path: "/boards/prices", ready: "h1" },
  { name: "tutoring", path: "/dashboard", ready: LIVE },
  { name: "declared", path: "/boards/machines?site=oslo", ready: LIVE },
  { name: "operations", path: "/operations", ready: "h1" },
  { name: "not_found", path: "/no/such/page", ready: "h1" },
  { name: "connection_test", path: "/test_websocket.html", ready: "#status" },
];

const CONFIGURATION = `
boards:
  machines:
    title: Machines
    path: /ws/machines/{site}/
    access: {open: true}
    groups: ["machines_{site}"]
    events:
      reading: {key: [machine], keep: 300, every: 10s}
      alarm: {keep: 500}
    view:
      - {widget: stat, title: Press 1, event: reading, where: {machine: press 1}, value: celsius, unit: °C, decimals: 1,
         change: 1m, sparkline: true, thresholds: [{at: 60, status: warning}, {at: 80, status: critical}]}
      - {widget: gauge, title: Load of press 1, event: reading, where: {machine: press 1}, value: load, unit: "%",
         thresholds: [{at: 0, status: good}, {at: 70, status: warning}]}
      - {widget: stat, title: A path that matches nothing, event: reading, value: data.valeu}
      - {widget: text, title: About, size: 3, text: "The presses of hall 2. Call 112 when one burns."}
      - {widget: chart, title: Temperature, event: reading, value: celsius, by: machine, unit: °C, decimals: 1}
      - {widget: feed, title: Alarms, events: [alarm], text: text, severity: severity}
      - {widget: table, title: Machines, event: reading, size: 12,
         columns: [machine, {value: celsius, title: Temperature, unit: °C, decimals: 1}, {value: load, unit: "%"}]}
`;

/** Starts it, with the demonstration feeding the built-in boards if `demo` says so. */
export async function serveShowroom(data: DataFolder, { demo = false } = {}): Promise<RunningBoardcast> {
  const config = `${data.path}/boards.yaml`;
  await Deno.writeTextFile(config, CONFIGURATION);
  const server = await data.serve({ args: ["--config", config, ...demo ? ["--demo"] : []] });
  await publishMachines(server);
  await publishAll(server, prices());
  return server;
}

/** Publishes readings of the last minutes, and alarms, on the board of the operator. */
export async function publishMachines(server: RunningBoardcast): Promise<void> {
  await publishAll(server, machines());
}

function machines() {
  const readings = ["press 1", "press 2", "press 3"].flatMap((machine, at) =>
    Array.from({ length: 60 }, (_, n) => ({
      group: "machines_oslo",
      message: {
        type: "reading",
        machine,
        celsius: 50 + 10 * at + 5 * Math.sin((n + 7 * at) / 6),
        load: 40 + 20 * at,
        timestamp: new Date(Date.now() - (60 - n) * 4_000).toISOString(),
      },
    }))
  );
  const alarms = ["low", "high", "critical"].map((severity, at) => ({
    group: "machines_oslo",
    message: {
      type: "alarm",
      severity,
      text: `Press ${at + 1} is ${at === 0 ? "noisy" : "hot"}`,
      machine: `press ${at + 1}`,
    },
  }));
  return [...readings, ...alarms];
}

function prices() {
  return ["EURUSD", "GBPUSD"].map((symbol, at) => ({
    group: "trading_updates",
    message: { type: "price_update", symbol, data: { bid: 1.1 + at / 10, ask: 1.1002 + at / 10 } },
  }));
}
