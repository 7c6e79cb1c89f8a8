import assert from "node:assert/strict";
import { Throttle } from "./throttle.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

class Attack {
  time = 1_000_000;
  readonly throttle = new Throttle(() => this.time);

  /** How many of `count` wrong passwords could be tried. */
  fail(
    count: number,
    who: (index: number) => { account?: string; address?: string; device?: string },
  ): number {
    let tried = 0;
    for (let index = 0; index < count; index++) if (this.waitOf(who(index)) === 0) tried++;
    return tried;
  }

  waitOf(
    { account = "ann", address = "evil", device }: { account?: string; address?: string; device?: string },
  ): number {
    const turn = this.throttle.begin({ account, address, device: device ?? null });
    return "retryAfter" in turn ? turn.retryAfter : 0;
  }
}

Deno.test("Throttle stops one address at one account after five, for what is left of a minute", () => {
  const attack = new Attack();
  assert.equal(attack.fail(3, () => ({})), 3);
  attack.time += 10 * SECOND;
  assert.equal(attack.fail(10, () => ({})), 2);
  assert.equal(attack.waitOf({}), 50 * SECOND);
  assert.equal(attack.waitOf({ account: "ANN" }), 50 * SECOND, "in capitals");
  attack.time += 50 * SECOND;
  assert.equal(attack.fail(10, () => ({})), 3);
});

Deno.test("Throttle stops one address at many accounts after thirty", () => {
  const attack = new Attack();
  assert.equal(attack.fail(100, (index) => ({ account: `user ${index}` })), 30);
  assert.equal(attack.waitOf({ account: "another" }), MINUTE);
  assert.equal(attack.waitOf({ account: "another", address: "elsewhere" }), 0);
});

Deno.test("Throttle leaves each of many addresses at one account one attempt a minute", () => {
  const attack = new Attack();
  assert.equal(attack.fail(200, (index) => ({ address: `bot ${index % 20}` })), 100);
  assert.equal(attack.fail(200, (index) => ({ address: `bot ${index % 20}` })), 0);
  assert.equal(attack.fail(200, (index) => ({ address: `fresh ${index % 20}` })), 20);
});

Deno.test("Throttle lets the user in whatever an attacker does with addresses of his own", () => {
  const attack = new Attack();
  for (let minute = 0; minute < 60; minute++) {
    attack.fail(3000, (index) => ({ address: `bot ${index % 600}` }));
    attack.fail(100, (index) => ({ account: `user ${index}` }));
    assert.equal(attack.waitOf({ address: "home" }), 0, `minute ${minute}, a new browser`);
    attack.time += MINUTE;
  }
});

Deno.test("Throttle lets a known browser in during an attack from its own address, and stops guesses by it", () => {
  const attack = new Attack();
  attack.fail(100, () => ({ address: "office" }));
  assert.ok(attack.waitOf({ address: "office" }) > 0);
  assert.equal(attack.fail(20, () => ({ address: "office", device: "laptop" })), 5);
  assert.equal(attack.waitOf({ address: "office", device: "phone" }), 0);
});

Deno.test("Throttle does not lock a browser out whose mark was stolen, nor its owner's other one", () => {
  const attack = new Attack();
  attack.fail(1000, (index) => ({ address: `bot ${index % 10}`, device: "stolen" }));
  assert.equal(attack.waitOf({ address: "home", device: "stolen" }), 0);
  assert.equal(attack.waitOf({ address: "home", device: "other" }), 0);
  assert.ok(attack.fail(1000, (index) => ({ address: `bot ${index % 10}`, device: "stolen" })) === 0);
});

Deno.test("Throttle counts attempts that are still being made, and takes back those that succeed", () => {
  const { throttle } = new Attack();
  const turns = Array.from(
    { length: 5 },
    () => throttle.begin({ account: "ann", address: "home", device: null }),
  );
  assert.ok("retryAfter" in throttle.begin({ account: "ann", address: "home", device: null }));
  for (const turn of turns) if ("forgive" in turn) turn.forgive();
  assert.ok("forgive" in throttle.begin({ account: "ann", address: "home", device: null }));
});

Deno.test("Throttle keeps no long account and no more counters than it may", () => {
  const attack = new Attack();
  assert.equal(attack.fail(10, (index) => ({ account: "x".repeat(1_000_000) + index })), 5);
  attack.fail(55_000, (index) => ({ address: `bot ${index}`, account: `user ${index}` }));
  assert.equal(attack.waitOf({ address: "home" }), 0);
});
