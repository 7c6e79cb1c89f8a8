/** A board that an operator declared, with a view of every kind of widget but table and feed, and a way to publish on it. */
import { type Item, publishAll } from "./plant.ts";
import type { RunningBoardcast } from "./boardcast.ts";
import type { DataFolder } from "./signed_in.ts";

const CONFIGURATION = `
boards:
  machines:
    title: Machines
    path: /ws/machines/{site}/
    access: {open: true}
    groups: ["machines_{site}"]
    events:
      reading: {key: [machine], keep: 300}
      pulse: {keep: 10, every: 1s}
    view:
      - {widget: stat, title: One, event: reading, where: {machine: m1}, value: value, unit: °C, decimals: 1,
         change: 1m, sparkline: true, thresholds: [{at: 60, status: warning}, {at: 80, status: critical}]}
      - {widget: gauge, title: Load, event: reading, where: {machine: m1}, value: value, unit: "%"}
      - {widget: stat, title: Wrong, event: reading, value: data.valeu}
      - {widget: stat, title: Pulse, event: pulse, value: n}
      - {widget: text, title: About, text: "Readings of one site.\\n\\nCall 112 when it burns."}
  vault:
    title: Vault
    path: /ws/vault/
    access: {roles: [trader]}
    groups: [vault]
    events: {entry: {keep: 5}}
    view: [{widget: stat, event: entry, value: n}]
`;

/** Starts a server that has the boards `machines`, which is open, and `vault`, which is for traders. */
export async function serveMachines(data: DataFolder, port = 0): Promise<RunningBoardcast> {
  const config = `${data.path}/boards.yaml`;
  await Deno.writeTextFile(config, CONFIGURATION);
  return await data.serve({ args: ["--config", config], port });
}

/** Publishes a reading of a machine of Oslo. */
export async function publishReading(
  server: Pick<RunningBoardcast, "url">,
  machine: string,
  value: number,
): Promise<void> {
  await publishAll(server, [machineItem({ type: "reading", machine, value })]);
}

/** A message for the machines of Oslo. */
export function machineItem(message: Record<string, unknown>): Item {
  return { group: "machines_oslo", message };
}
