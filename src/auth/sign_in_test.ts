import assert from "node:assert/strict";
import { SECRET } from "../../tests/support/boardcast.ts";
import { openIdentity, PASSWORD, plainPasswords, stopClock } from "../../tests/support/identity.ts";
import { issueDeviceMark, readDeviceMark } from "./device_mark.ts";
import { PasswordsBusy } from "./password.ts";
import { SESSION_LIFE } from "./sessions.ts";
import type { SignedIn, SignInRefusal } from "./sign_in.ts";
import { Throttle } from "./throttle.ts";

const HOME = { address: "home", device: undefined };

function signedIn(outcome: SignedIn | SignInRefusal): SignedIn {
  assert.ok("session" in outcome, JSON.stringify(outcome));
  return outcome;
}

Deno.test("SignIn.withPassword() takes the name or the address in any case, and nothing that looks like it", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  for (const account of ["ann", "ann@example.org", "Ann@Example.ORG"]) {
    assert.equal(signedIn(await parts.signIn.withPassword(account, PASSWORD, HOME)).user.name, "ann");
  }
  const accounts = [
    "",
    "ann\0",
    "ann\0x",
    "\0ann",
    " ann",
    "ann ",
    "an%",
    "ann\u0301",
    "\u{d800}",
    "a".repeat(1e6),
  ];
  for (const account of accounts) {
    const from = { address: JSON.stringify(account).slice(0, 20), device: undefined };
    assert.deepEqual(await parts.signIn.withPassword(account, PASSWORD, from), { refused: "wrong" }, account);
  }
});

Deno.test("SignIn.withPassword() answers a wrong user, a wrong password, a disabled user and one without password alike", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  await parts.addUser("dan");
  await parts.users.setDisabled("dan", true);
  await parts.users.add({ name: "lin", roles: [] });
  for (
    const [account, password] of [["nobody", PASSWORD], ["ann", "wrong password"], ["dan", PASSWORD], [
      "lin",
      PASSWORD,
    ], ["lin", ""]]
  ) {
    assert.deepEqual(
      await parts.signIn.withPassword(account!, password!, HOME),
      { refused: "wrong" },
      account!,
    );
  }
});

Deno.test("SignIn.withPassword() checks a password of the store by scrypt for everybody alike", async () => {
  const checked: (string | undefined)[] = [];
  const passwords = plainPasswords();
  const matches = passwords.matches;
  passwords.matches = (password, hash) => (checked.push(hash), matches(password, hash));
  await using parts = openIdentity({ passwords });
  await parts.addUser("ann");
  for (const account of ["nobody", "ann"]) await parts.signIn.withPassword(account, "wrong password", HOME);
  assert.deepEqual(checked, [undefined, `plain ${PASSWORD}`]);
});

Deno.test("SignIn does not throttle a browser that is known while another fails for ever", async () => {
  using clock = stopClock();
  await using parts = openIdentity({ throttle: new Throttle(() => Date.now()) });
  await parts.addUser("ann");
  const { device } = signedIn(await parts.signIn.withPassword("ann", PASSWORD, HOME));
  for (let minute = 0; minute < 5; minute++) {
    for (let guess = 0; guess < 40; guess++) await parts.signIn.withPassword("ann", "wrong password", HOME);
    const stranger = await parts.signIn.withPassword("ann", PASSWORD, HOME);
    assert.deepEqual(stranger, { refused: "throttled", retryAfter: 60_000 });
    for (const account of ["ann", "ann@example.org"]) {
      signedIn(await parts.signIn.withPassword(account, PASSWORD, { address: "home", device }));
    }
    clock.advance(59_999);
    assert.ok("refused" in await parts.signIn.withPassword("ann", PASSWORD, HOME));
    clock.advance(1);
    signedIn(await parts.signIn.withPassword("ann", PASSWORD, HOME));
  }
});

Deno.test("SignIn knows a browser for its own account only, and not after a new password", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann");
  await parts.addUser("bob");
  const mark = issueDeviceMark(ann, SECRET);
  const isStopped = async (account: string, device: string) => {
    const from = { address: `of ${account} ${device}`, device: undefined };
    for (let guess = 0; guess < 5; guess++) await parts.signIn.withPassword(account, "wrong password", from);
    const last = await parts.signIn.withPassword(account, "wrong password", { ...from, device });
    return "refused" in last && last.refused === "throttled";
  };
  assert.equal(await isStopped("ann", mark), false);
  assert.equal(await isStopped("bob", mark), true);
  for (
    const forged of ["", ".", "x.y", `${mark}x`, mark.slice(1), issueDeviceMark(ann, `${SECRET}!`), "é\0"]
  ) {
    assert.equal(await isStopped("ann", forged), true, forged);
  }
  await parts.users.setPassword("ann", "another password");
  assert.equal(await isStopped("ann", mark), true, "after a new password");
});

Deno.test("issueDeviceMark() makes a new device each time", async () => {
  await using parts = openIdentity();
  const ann = await parts.addUser("ann");
  const marks = [issueDeviceMark(ann, SECRET), issueDeviceMark(ann, SECRET)];
  const [one, two] = await Promise.all(marks.map((mark) => readDeviceMark(mark, SECRET)));
  assert.notEqual(one!.id, two!.id);
  assert.deepEqual([one!.name, one!.generation], ["ann", 1]);
});

Deno.test("SignIn.withPassword() does not count an attempt that could not be checked", async () => {
  const passwords = plainPasswords();
  const { matches } = passwords;
  await using parts = openIdentity({ passwords });
  await parts.addUser("ann");
  passwords.matches = () => Promise.reject(new PasswordsBusy());
  for (let turn = 0; turn < 50; turn++) {
    await assert.rejects(parts.signIn.withPassword("ann", PASSWORD, HOME), PasswordsBusy);
  }
  passwords.matches = matches;
  signedIn(await parts.signIn.withPassword("ann", PASSWORD, HOME));
});

Deno.test("SignIn.withPassword() with a password that is changed meanwhile leads to no session", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const [outcome] = await Promise.all([
    parts.signIn.withPassword("ann", PASSWORD, HOME),
    parts.users.setPassword("ann", "another password"),
  ]);
  assert.ok("refused" in outcome || await parts.sessions.find(outcome.session) === null);
});

Deno.test("SignIn.withLink() signs in once, also when raced, within seven days", async () => {
  using clock = stopClock();
  await using parts = openIdentity();
  await parts.addUser("ann");
  const codes = await Promise.all(Array.from({ length: 3 }, () => parts.signIn.issueLink("ann")));
  assert.ok(!JSON.stringify(await parts.store.list("tickets:link")).includes(codes[0]!));
  const raced = await Promise.all(Array.from({ length: 20 }, () => parts.signIn.withLink(codes[0]!)));
  assert.equal(raced.filter((outcome) => "session" in outcome).length, 1);
  clock.advance(SESSION_LIFE - 1);
  signedIn(await parts.signIn.withLink(codes[1]!));
  clock.advance(1);
  assert.deepEqual(await parts.signIn.withLink(codes[2]!), { refused: "wrong" });
});

Deno.test("SignIn.withLink() refuses a link from before a new password or disabling", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const [one, two] = [await parts.signIn.issueLink("ann"), await parts.signIn.issueLink("ann")];
  await parts.users.setPassword("ann", "another password");
  assert.deepEqual(await parts.signIn.withLink(one), { refused: "wrong" });
  const three = await parts.signIn.issueLink("ann");
  await parts.users.setDisabled("ann", true);
  assert.deepEqual(await parts.signIn.withLink(three), { refused: "wrong" });
  await parts.users.setDisabled("ann", false);
  assert.deepEqual(await parts.signIn.withLink(two), { refused: "wrong" });
  await assert.rejects(parts.signIn.issueLink("nobody"), { name: "UserRefusal" });
});
