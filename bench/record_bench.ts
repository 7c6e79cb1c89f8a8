import type { EventRule } from "../src/record/event_rule.ts";
import { Record } from "../src/record/record.ts";

const RULES: { [event: string]: EventRule } = {
  state: { key: ["k"], count: 1 },
  log: { count: 1000 },
  series: { key: ["k"], count: 100 },
};

function filled(event: string): Record {
  const record = new Record("e", () => RULES[event]!);
  for (let at = 0; at < 20_000; at++) append(record, event);
  return record;
}

function append(record: Record, event: string): void {
  const offset = record.position.offset + 1;
  const key = event === "log" ? null : String(offset % 50);
  record.append({ offset, event, key, time: offset, id: null, text: '{"type":"x"}' });
}

for (const event of Object.keys(RULES)) {
  const record = filled(event);
  Deno.bench(
    `append ${event}`,
    { group: "append", baseline: event === "state" },
    () => append(record, event),
  );
}

const log = filled("log");
const { epoch, offset } = log.position;
for (const [name, lacking] of [["nothing", 0], ["10", 10], ["everything", 20_000]] as const) {
  Deno.bench(`since, lacking ${name}`, { group: "since", baseline: lacking === 0 }, () => {
    log.since({ epoch, offset: offset - lacking });
  });
}
