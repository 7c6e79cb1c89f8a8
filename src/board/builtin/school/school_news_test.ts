import assert from "node:assert/strict";
import { type Boards, openBoards, somebody } from "../../../../tests/support/boards.ts";
import type { Message } from "../../../protocol/message.ts";

type Metrics = Record<
  "student_count" | "teacher_count" | "active_classes",
  { total: number; change: number }
>;

const OWNER = somebody({ schools: { 5: "school_owner" } });

async function post(boards: Boards, path: string, json: unknown): Promise<Record<string, { id: string }>> {
  const { status, body } = await boards.ask("POST", `/api/accounts/schools/5/${path}`, { as: OWNER, json });
  assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

function metricsOf(boards: Boards): Metrics[] {
  const isMetrics = ({ type }: Message) => type === "metrics_update";
  return boards.messages("school_5_dashboard").filter(isMetrics).map(({ data }) => data as Metrics);
}

function changes({ student_count, teacher_count, active_classes }: Metrics): number[] {
  return [student_count, teacher_count, active_classes].flatMap(({ total, change }) => [total, change]);
}

Deno.test("metrics_update tells the totals of now and the change since the last one", async () => {
  await using boards = openBoards();
  await post(boards, "students/", { name: "A", email: "a@example.org" });
  await post(boards, "students/", { name: "B", email: "b@example.org" });
  const created = await post(boards, "classes/", { name: "Maths" });
  await post(boards, "invitations/", { email: "t@example.org", role: "teacher" });
  await post(boards, `classes/${created["class"]!.id}/complete/`, {});
  assert.deepEqual(metricsOf(boards).map(changes), [
    [1, 1, 0, 0, 0, 0],
    [2, 1, 0, 0, 0, 0],
    [2, 0, 0, 0, 1, 1],
    [2, 0, 0, 0, 1, 0],
    [2, 0, 0, 0, 0, -1],
  ]);
});

Deno.test("metrics_update adds up when much happens at once", async () => {
  await using boards = openBoards();
  await Promise.all(
    Array.from(
      { length: 20 },
      (_, index) => post(boards, "students/", { name: "A", email: `a${index}@example.org` }),
    ),
  );
  const all = metricsOf(boards);
  assert.equal(all.length, 20);
  let total = 0;
  for (const { student_count } of all) {
    total += student_count.change;
    assert.equal(student_count.total, total);
  }
  assert.equal(total, 20);
});

Deno.test("metrics_update goes on from what a publisher said, whatever that was", async () => {
  await using boards = openBoards();
  const said = async (data: Record<string, unknown>) => {
    await boards.publish({ group: "school_5_dashboard", message: { type: "metrics_update", data } });
    await post(boards, "classes/", { name: "A" });
    return changes(metricsOf(boards).at(-1)!);
  };
  assert.deepEqual(await said({ student_count: { total: 3 } }), [0, -3, 0, 0, 1, 1]);
  assert.deepEqual(await said({ student_count: 5, active_classes: { total: "1" } }), [0, 0, 0, 0, 2, 2]);
  assert.deepEqual(await said({ active_classes: null }), [0, 0, 0, 0, 3, 3]);
});
