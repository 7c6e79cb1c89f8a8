import assert from "node:assert/strict";
import { LocalBackend } from "../backend/local/local_backend.ts";
import { Endings } from "./endings.ts";
import { Memberships } from "./memberships.ts";
import { Sessions } from "./sessions.ts";

function open(): LocalBackend {
  return new LocalBackend(null, { ruleOf: () => ({}), onPublications() {} });
}

const MEMBER = {
  subject: "ann",
  scope: "school",
  scopeId: "1",
  name: "Ann",
  email: null,
  active: true,
  since: 1,
} as const;

Deno.test("Endings.fresh() tells each ending once", async () => {
  await using backend = open();
  const memberships = new Memberships(backend.store);
  const endings = new Endings(backend.store);
  await memberships.put({ ...MEMBER, role: "school_owner" });
  assert.deepEqual(await endings.fresh(), []);
  await memberships.put({ ...MEMBER, role: "teacher" });
  const [ending, ...others] = await endings.fresh();
  const { time, ...rest } = ending!;
  assert.deepEqual([rest, others], [{ subject: "ann", mayReturn: true }, []]);
  assert.ok(Math.abs(Date.now() - time) < 10_000, String(time));
  assert.deepEqual(await endings.fresh(), []);
});

Deno.test("Sessions.end() of a session that does not exist is no ending", async () => {
  await using backend = open();
  await new Sessions(backend.store).end("made up");
  assert.deepEqual(await new Endings(backend.store).fresh(), []);
});
