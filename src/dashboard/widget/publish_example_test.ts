import assert from "node:assert/strict";
import type { StatWidget } from "../../protocol/view.ts";
import type { DescribedBoard } from "../api/boards.ts";
import { publishExample } from "./publish_example.ts";

const BOARD: DescribedBoard = {
  name: "machines",
  title: "Machines",
  paths: [],
  endpoints: ["/ws/machines/:site/"],
  groups: ["notes_{site}", "machines_{site}"],
  groupEvents: { "notes_{site}": ["note"] },
  parameters: { site: "oslo" },
  view: [],
  joinable: [],
  presence: [],
  names: {},
  events: {
    reading: {
      rule: {},
      schema: {
        type: "object",
        required: ["type", "machine", "value"],
        properties: { machine: { type: "string" }, value: { type: "number", minimum: 5 } },
      },
    },
  },
};
const STAT: StatWidget = {
  widget: "stat",
  figure: "latest",
  size: 3,
  event: "reading",
  value: "value",
  where: { machine: "m1" },
  sparkline: false,
  thresholds: [],
};

Deno.test("publishExample() names the group of the address, and a message that the widget shows", () => {
  assert.equal(
    publishExample(BOARD, STAT, "reading"),
    `boardcast publish machines_oslo '{"type":"reading","machine":"m1","value":5}'`,
  );
  assert.equal(
    publishExample(BOARD, { ...STAT, event: "other", value: "data.n" }, "other"),
    `boardcast publish machines_oslo '{"type":"other","data":{"n":1},"machine":"m1"}'`,
  );
});
