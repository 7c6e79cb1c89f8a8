import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { MAX_PASSWORD_LENGTH, Passwords, PasswordsBusy } from "./password.ts";

const PASSWORD = "pass wörd \u{1f600}";

Deno.test("Passwords.hash() is scrypt with N = 2^17, r = 8, p = 1 and a fresh salt, off the event loop", async () => {
  const passwords = new Passwords();
  let turns = 0;
  let hashing = true;
  const count = () => void (turns++, hashing && setImmediate(count));
  setImmediate(count);
  const [one, two] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
  hashing = false;
  assert.ok(turns > 100, `the event loop took ${turns} turns meanwhile`);
  assert.notEqual(one, two);
  const [, N, r, p, salt, key] = one.split("$");
  assert.deepEqual([N, r, p], ["17", "8", "1"]);
  const expected = scryptSync(PASSWORD, Uint8Array.fromBase64(salt!), 32, {
    N: 131_072,
    r: 8,
    p: 1,
    maxmem: 2 ** 28,
  });
  assert.equal(key, expected.toString("base64"));
});

Deno.test("Passwords.matches() tells passwords apart to the last character, in either form of Unicode", async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash(PASSWORD);
  const guesses = [PASSWORD, PASSWORD.normalize("NFD"), "pass", "pass word \u{1f600}", `${PASSWORD}\u0000`];
  const outcomes = await Promise.all(guesses.map((guess) => passwords.matches(guess, hash)));
  assert.deepEqual(outcomes, [true, true, false, false, false]);
  assert.equal(await passwords.matches("x".repeat(MAX_PASSWORD_LENGTH + 1), hash), false);
});

Deno.test("Passwords.matches() without a hash says no", async () => {
  assert.equal(await new Passwords().matches("", undefined), false);
});

Deno.test("Passwords runs two at once, lets a bounded number wait, and the urgent ones first", async () => {
  const running = new Set<number>();
  const ended: string[] = [];
  let most = 0;
  const gates: (() => void)[] = [];
  const passwords = new Passwords(() => {
    const number = gates.length;
    running.add(number);
    most = Math.max(most, running.size);
    return new Promise((resolve) => gates.push(() => (running.delete(number), resolve(new Uint8Array(32)))));
  });
  const ask = (name: string, first: boolean) =>
    passwords.matches("a guess at it", undefined, { first }).then(() => ended.push(name));
  const asked = Array.from({ length: 66 }, (_, index) => ask(`stranger ${index}`, false));
  await assert.rejects(passwords.matches("a guess at it", undefined), PasswordsBusy);
  asked.push(ask("known", true));
  for (let index = 0; index < asked.length; index++) {
    gates[index]!();
    await asked[index < 2 ? index : index === 2 ? 66 : index - 1];
  }
  await Promise.all(asked);
  assert.equal(most, 2);
  assert.deepEqual(ended.slice(0, 4), ["stranger 0", "stranger 1", "known", "stranger 2"]);
  assert.equal(ended.length, 67);
});
