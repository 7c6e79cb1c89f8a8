import assert from "node:assert/strict";
import { openIdentity, stopClock } from "../../tests/support/identity.ts";
import { TICKET_LIFE, Tickets } from "./tickets.ts";

Deno.test("Tickets.redeem() works once, also when many try at the same time", async () => {
  await using parts = openIdentity();
  const tickets = new Tickets(parts.store, "upgrade");
  const secret = await tickets.issue({ for: "ann" }, TICKET_LIFE);
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => tickets.redeem(secret)));
  assert.deepEqual(outcomes.filter((value) => value !== undefined), [{ for: "ann" }]);
  assert.equal(await tickets.redeem(secret), undefined);
});

Deno.test("Tickets end after their life, serve one purpose, and are stored hashed", async () => {
  using clock = stopClock();
  await using parts = openIdentity();
  const upgrades = new Tickets(parts.store, "upgrade");
  const links = new Tickets(parts.store, "link");
  const [used, late] = [await upgrades.issue({}, TICKET_LIFE), await upgrades.issue({}, TICKET_LIFE)];
  assert.ok(!JSON.stringify(await parts.store.list("tickets:upgrade")).includes(used));
  assert.equal(await links.redeem(used), undefined);
  clock.advance(TICKET_LIFE - 1);
  assert.deepEqual(await upgrades.redeem(used), {});
  clock.advance(1);
  assert.equal(await upgrades.redeem(late), undefined);
});

Deno.test("Tickets.redeem() knows nothing of what it did not issue", async () => {
  await using parts = openIdentity();
  const tickets = new Tickets(parts.store, "link");
  for (const text of ["", "\0", "../..", "é\u{d800}", "a".repeat(100_000)]) {
    assert.equal(await tickets.redeem(text), undefined);
  }
});
