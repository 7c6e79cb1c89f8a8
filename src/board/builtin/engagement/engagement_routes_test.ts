import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../../../tests/support/boards.ts";
import type { Identity } from "../../../auth/identity.ts";
import type { Member } from "../../../group/member.ts";

const ADMIN = withRole("admin");

async function withApplication(boards: Boards): Promise<void> {
  await boards.ask("PUT", "/api/v1/clients/c1", { as: ADMIN, json: { name: "C", msp_id: "m1" } });
  await boards.ask("PUT", "/api/v1/clients/c1/applications/a", { as: ADMIN, json: { name: "A" } });
}

Deno.test("increments at once are each told with another total of the day, to the client and its MSP", async () => {
  await using boards = openBoards();
  await withApplication(boards);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      boards.ask("POST", "/api/v1/clients/c1/interactions/increment", {
        as: ADMIN,
        json: { app_id: "a", interaction_count: 5 },
      })),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  const totals = boards.messages("client_c1").map(({ data }) =>
    (data as { total_daily_interactions: number }).total_daily_interactions
  );
  assert.deepEqual(
    totals.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => (index + 1) * 5),
  );
  assert.deepEqual(boards.messages("msp_m1"), boards.messages("client_c1"));
  const { body } = await boards.ask("GET", "/api/v1/clients/c1/interactions", { as: ADMIN });
  assert.equal(body.total_interactions, 100);
});

Deno.test("an increment that is refused counts nothing", async () => {
  await using boards = openBoards();
  await withApplication(boards);
  const rows: [as: Identity | undefined, client: string, json: unknown, status: number][] = [
    [undefined, "c1", { app_id: "a" }, 401],
    [somebody(), "c1", { app_id: "a" }, 403],
    [withRole("client_user", { clientId: "c1" }), "c1", { app_id: "a" }, 403],
    [withRole("msp_user", { mspId: "m2" }), "c1", { app_id: "a" }, 404],
    [withRole("client_admin", { clientId: "c2" }), "c1", { app_id: "a" }, 403],
    [ADMIN, "nothing", { app_id: "a" }, 404],
    [ADMIN, "c1", { app_id: "b" }, 404],
    [ADMIN, "c1", {}, 400],
    [ADMIN, "c1", [], 400],
    [ADMIN, "c1", { app_id: "a", interaction_count: 0 }, 400],
    [ADMIN, "c1", { app_id: "a", interaction_count: 1.5 }, 400],
    [ADMIN, "c1", { app_id: 5 }, 400],
  ];
  for (const [as, client, json, status] of rows) {
    const path = `/api/v1/clients/${client}/interactions/increment`;
    const answer = await boards.ask("POST", path, { ...as && { as }, json });
    assert.deepEqual(
      [answer.status, typeof answer.body.detail],
      [status, "string"],
      JSON.stringify([client, json]),
    );
  }
  assert.deepEqual(boards.published, []);
});

Deno.test("who is connected is counted once in the total, and in each of its groups", async () => {
  await using boards = openBoards();
  const [one, two]: [Member, Member] = [
    { dialect: "plain", person: null, deliver: () => {}, setBack: () => {}, tell: () => {} },
    { dialect: "v1", person: null, deliver: () => {}, setBack: () => {}, tell: () => {} },
  ];
  for (
    const [group, member] of [["msp_m", one], ["client_c", one], ["client_c", two], [
      "tutoring",
      two,
    ]] as const
  ) {
    await boards.groups.join(group, member);
  }
  const stats = await boards.ask("GET", "/ws/stats", { as: somebody() });
  assert.deepEqual(stats.body, {
    total_connections: 2,
    client_connections: { c: 2 },
    msp_connections: { m: 1 },
  });
  const refused = await boards.ask("GET", "/api/v1/ws/stats");
  assert.deepEqual([refused.status, refused.body.error], [401, "Missing authorization header"]);
});
