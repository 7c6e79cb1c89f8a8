import assert from "node:assert/strict";
import { openIdentity, PASSWORD, stopClock } from "../../tests/support/identity.ts";
import { SESSION_LIFE } from "./sessions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

Deno.test("Sessions keeps the hash of a secret, never the secret", async () => {
  await using parts = openIdentity();
  const secret = await parts.sessions.begin(await parts.addUser("ann"));
  assert.match(secret, /^[\w-]{43}$/);
  const entries = await parts.store.list("sessions");
  assert.equal(entries.length, 1);
  assert.match(entries[0]!.id, /^[\da-f]{64}$/);
  assert.ok(!JSON.stringify(entries).includes(secret));
  assert.equal(await parts.sessions.find(entries[0]!.id), null, "what is stored opens nothing");
});

Deno.test("Sessions.find() puts the end off by seven days, and writes so at most once an hour", async () => {
  using clock = stopClock();
  await using parts = openIdentity();
  const secret = await parts.sessions.begin(await parts.addUser("ann"));
  clock.advance(HOUR);
  assert.equal((await parts.sessions.find(secret))?.renewed, false);
  clock.advance(6 * DAY);
  assert.equal((await parts.sessions.find(secret))?.renewed, true);
  assert.equal((await parts.sessions.find(secret))?.renewed, false);
  for (let week = 0; week < 5; week++) {
    clock.advance(SESSION_LIFE - 1);
    assert.equal((await parts.sessions.find(secret))?.expires, Date.now() + SESSION_LIFE);
  }
  clock.advance(SESSION_LIFE);
  assert.equal(await parts.sessions.find(secret), null);
});

Deno.test("Sessions end by signing out, a new password, and disabling; all others hold", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann");
  const [one, two] = [await parts.sessions.begin(ann), await parts.sessions.begin(ann)];
  const bob = await parts.sessions.begin(await parts.addUser("bob"));
  const id = (await parts.sessions.find(one))!.id;
  assert.equal(await parts.sessions.holds(id), true);
  await parts.sessions.end(one);
  assert.equal(await parts.sessions.find(one), null);
  assert.equal(await parts.sessions.holds(id), false);
  assert.ok(await parts.sessions.find(two));
  const changed = await parts.users.setPassword("ann", `${PASSWORD}!`);
  assert.equal(await parts.sessions.find(two), null);
  assert.equal(
    await parts.sessions.find(await parts.sessions.begin(ann)),
    null,
    "begun with the old password",
  );
  const three = await parts.sessions.begin(changed);
  assert.ok(await parts.sessions.find(three));
  await parts.users.setDisabled("ann", true);
  assert.equal(await parts.sessions.find(three), null);
  await parts.users.setDisabled("ann", false);
  assert.equal(await parts.sessions.find(three), null, "not even after the user is enabled again");
  assert.ok(await parts.sessions.find(bob));
});

Deno.test("Sessions.find() does not bring back a session that is ended while it is renewed", async () => {
  using clock = stopClock();
  await using parts = openIdentity();
  const secret = await parts.sessions.begin(await parts.addUser("ann"));
  clock.advance(DAY);
  for (let turn = 0; turn < 20; turn++) {
    const finding = Array.from({ length: turn }, () => parts.sessions.find(secret));
    await Promise.all([...finding, parts.sessions.end(secret), parts.sessions.find(secret)]);
    assert.equal(await parts.sessions.find(secret), null);
    assert.deepEqual(await parts.store.list("sessions"), []);
  }
});
