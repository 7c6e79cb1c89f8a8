import assert from "node:assert/strict";
import type { JsonObject } from "../../protocol/message.ts";
import { stateAfter, type TutoringState, UNKNOWN, withResolved, withStatus } from "./tutoring_state.ts";

const TIME = "2025-11-10T09:00:00.000001Z";

function after(...messages: [type: string, data: unknown][]): TutoringState {
  return messages.reduce(
    (state, [type, data]) => stateAfter(state, { type, data, timestamp: TIME }),
    UNKNOWN,
  );
}

const A7 = { tutor_id: "a", window: "7day", avg_rating: 4 };
const A30 = { tutor_id: "a", window: "30day", avg_rating: 3 };
const B7 = { tutor_id: "b", window: "7day", avg_rating: 5 };
const ANALYTICS = { total_tutors: 42 };

interface Row {
  readonly name: string;
  readonly messages: [string, unknown][];
  readonly expected: Partial<Record<keyof TutoringState, unknown>>;
}

const ROWS: Row[] = [
  {
    name: "metrics are replaced by tutor and window",
    messages: [["metrics_update", A7], ["metrics_update", A30], ["metrics_update", B7], [
      "metrics_update",
      { ...A7, avg_rating: 2 },
    ]],
    expected: { tutorMetrics: [{ ...A7, avg_rating: 2 }, A30, B7] },
  },
  {
    name: "a new alert comes first",
    messages: [["alert", { id: "1" }], ["alert", { id: "2" }]],
    expected: { alerts: [{ id: "2" }, { id: "1" }] },
  },
  {
    name: "an alert that is known is ignored",
    messages: [["alert", { id: "1", title: "first" }], ["alert", { id: "1", title: "again" }]],
    expected: { alerts: [{ id: "1", title: "first" }] },
  },
  {
    name: "interventions are replaced by id",
    messages: [["intervention", { id: "1", status: "pending" }], ["intervention", { id: "2" }], [
      "intervention",
      { id: "1", status: "completed" },
    ]],
    expected: { interventionTasks: [{ id: "1", status: "completed" }, { id: "2" }] },
  },
  {
    name: "that the service is connected is no analytics",
    messages: [["analytics_update", ANALYTICS], ["analytics_update", { connected: true }]],
    expected: { analytics: ANALYTICS, connected: true },
  },
  {
    name: "a pong overwrites nothing",
    messages: [["analytics_update", ANALYTICS], ["analytics_update", { pong: true }]],
    expected: { analytics: ANALYTICS },
  },
  {
    name: "a message of another type only counts as an update",
    messages: [["test_message", { text: "any" }]],
    expected: {},
  },
];

for (const { name, messages, expected } of ROWS) {
  Deno.test(`stateAfter(): ${name}`, () => {
    assert.deepEqual(after(...messages), { ...UNKNOWN, lastUpdate: TIME, ...expected });
  });
}

Deno.test("stateAfter() is the same state after what says nothing", () => {
  const state = after(["analytics_update", { connected: true }]);
  assert.equal(state.lastUpdate, null);
  for (const data of [{ connected: true }, { pong: true }, null, "text", [1]]) {
    assert.equal(stateAfter(state, { type: "analytics_update", data, timestamp: TIME }), state);
  }
});

Deno.test("stateAfter() forgets the oldest of too many", () => {
  let state = UNKNOWN;
  const take = (type: string, data: JsonObject) => state = stateAfter(state, { type, data, timestamp: TIME });
  const alerts = Array.from({ length: 10_000 }, (_, at) => ({ id: String(at) }));
  state = { ...UNKNOWN, alerts, interventionTasks: alerts };
  take("alert", { id: "new" });
  take("intervention", { id: "new" });
  assert.deepEqual([state.alerts.length, state.alerts[0]], [10_000, { id: "new" }]);
  assert.deepEqual([state.interventionTasks.length, state.interventionTasks.at(-1)], [10_000, { id: "new" }]);
});

Deno.test("withResolved() and withStatus() change one entry of a copy", () => {
  const state = after(["alert", { id: "1" }], ["alert", { id: "2" }], ["intervention", { id: "1" }]);
  assert.deepEqual(withResolved(state, "1").alerts, [{ id: "2" }, { id: "1", resolved: true }]);
  assert.deepEqual(withStatus(state, "1", "completed").interventionTasks, [{ id: "1", status: "completed" }]);
  assert.deepEqual(state.alerts, [{ id: "2" }, { id: "1" }]);
});
