import assert from "node:assert/strict";
import { runBoardcast, startBoardcast } from "../support/boardcast.ts";
import { addUser, createDataFolder, PASSWORD, postForm, signIn, userCommand } from "../support/accounts.ts";
import { expectStatus, request } from "../support/http_client.ts";

Deno.test("user commands take effect at once in a server that runs on the same folder", async () => {
  await using data = await createDataFolder();
  await using server = await startBoardcast({ data: data.path });
  assert.equal((await postForm(server, "vera", PASSWORD)).status, 401);
  await addUser(data.path, "vera", "--role", "viewer");
  const cookie = await signIn(server, "vera");
  const login = { json: { username: "vera", password: PASSWORD } };
  const { access } = (await expectStatus(200, server, "POST", "/api/auth/login/", login)).body;
  const me = async () => [
    (await request(server, "GET", "/api/v1/me", { headers: cookie })).status,
    (await request(server, "GET", "/api/v1/me", { token: access })).status,
  ];
  assert.deepEqual(await me(), [200, 200]);

  await userCommand(data.path, ["disable", "vera"]);
  assert.deepEqual(await me(), [401, 401]);
  assert.equal((await postForm(server, "vera", PASSWORD)).status, 401);

  await userCommand(data.path, ["enable", "vera"]);
  assert.deepEqual(await me(), [401, 401], "what disabling ended stays ended");
  const again = await signIn(server, "vera");

  await userCommand(data.path, ["role", "vera", "trader", "publisher"]);
  const { body } = await expectStatus(200, server, "GET", "/api/v1/me", { headers: again });
  assert.deepEqual(body.roles, ["trader", "publisher"]);

  await userCommand(data.path, ["password", "vera", "--password-stdin"], "another good password\r\n");
  assert.equal((await request(server, "GET", "/api/v1/me", { headers: again })).status, 401);
  assert.equal((await postForm(server, "vera", PASSWORD)).status, 401);
  assert.equal((await postForm(server, "vera", "another good password")).status, 303);
  assert.doesNotMatch(server.output(), /another good|correct horse|eyJ/);
});

Deno.test("user list shows number, name, roles, address and state", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "olga", "--role", "school_owner", "--school", "1", "--email", "Olga@Example.org");
  await addUser(data.path, "ann", "--role", "admin", "--role", "trader");
  await userCommand(data.path, ["disable", "ann"]);
  assert.equal(
    await userCommand(data.path, ["list"]),
    "2\tann\tadmin,trader\t-\tdisabled\n1\tolga\tschool_owner\tolga@example.org\tenabled\n",
  );
});

Deno.test("user add gives a membership the role that belongs to it", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "olga", "--role", "viewer", "--role", "school_owner", "--school", "7");
  await using server = await startBoardcast({ data: data.path });
  const headers = await signIn(server, "olga");
  assert.equal((await request(server, "GET", "/api/accounts/schools/7/members/", { headers })).status, 200);
});

/** Roles, what else is given, and what is noted of them. */
const NOTES: [string, string[], string][] = [
  ["msp_admin", [], "Note: the role msp_admin opens nothing without --msp\n"],
  ["client_user", ["--msp", "m1"], "Note: the role client_user opens nothing without --client\n"],
  ["teacher", [], "Note: the role teacher opens nothing without --school\n"],
  ["student", ["--school", "1"], ""],
  ["viewer", [], ""],
];

Deno.test("user add notes that a role opens nothing without its MSP, client or school", async (t) => {
  await using data = await createDataFolder();
  for (const [role, args, note] of NOTES) {
    await t.step([role, ...args].join(" "), async () => {
      const command = ["user", "add", role, "--role", role, ...args, "--password-stdin", "--data", data.path];
      const { code, stdout, stderr } = await runBoardcast(command, { input: PASSWORD });
      assert.deepEqual([code, stdout, stderr], [0, `Added ${role} (${role})\n`, note]);
    });
  }
});

Deno.test("user add's help says what it needs without a terminal", async () => {
  const { stdout } = await runBoardcast(["user", "add", "--help"]);
  assert.match(stdout.replace(/\s+/g, " "), /at the terminal; without one --password-stdin is needed/);
});

/** Commands that fail: arguments, input, exit code, what is said. */
const FAILURES: [string, string[], string, number, RegExp][] = [
  ["no role", ["add", "ann", "--password-stdin"], PASSWORD, 2, /required option '--role <role>'/],
  [
    "an unknown role",
    ["add", "ann", "--role", "amin", "--password-stdin"],
    PASSWORD,
    2,
    /no role "amin": use admin, /,
  ],
  [
    "a taken name",
    ["add", "bob", "--role", "viewer", "--password-stdin"],
    PASSWORD,
    1,
    /there is one already/,
  ],
  ["a bad name", ["add", "a b", "--role", "viewer", "--password-stdin"], PASSWORD, 1, /use 1 to 64 letters/],
  [
    "a short password",
    ["add", "ann", "--role", "viewer", "--password-stdin"],
    "hunter2",
    1,
    /it has 7 characters/,
  ],
  ["an empty input", ["password", "bob", "--password-stdin"], "", 1, /it has 0 characters/],
  ["no terminal", ["add", "ann", "--role", "viewer"], "", 2, /no terminal to ask at: use --password-stdin/],
  [
    "a bad address",
    ["add", "ann", "--role", "viewer", "--email", "notmail", "--password-stdin"],
    PASSWORD,
    2,
    /^"notmail" is not an e-mail address: use for instance ann@example\.org\n$/,
  ],
  [
    "a bad school",
    ["add", "ann", "--role", "teacher", "--school", "x", "--password-stdin"],
    PASSWORD,
    2,
    /"x" is not a school/,
  ],
  ["a stranger", ["disable", "zoe"], "", 1, /There is no user "zoe"/],
  [
    "a password as option",
    ["add", "ann", "--role", "admin", "--password=hunter22"],
    "",
    2,
    /unknown option '--password'/,
  ],
  ["a password as argument", ["add", "ann", "hunter22", "--role", "admin"], "", 2, /too many arguments/],
  ["a mistyped option", ["list", "--dat", "x"], "", 2, /Did you mean --data\?/],
  ["a mistyped command", ["lst"], "", 2, /Did you mean list\?/],
];

Deno.test("user commands refuse in words, and never show a password", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "bob", "--role", "viewer");
  for (const [name, args, input, expected, words] of FAILURES) {
    await t.step(name, async () => {
      const outcome = await runBoardcast(["user", ...args, "--data", data.path], { input });
      assert.match(outcome.stderr, words);
      assert.deepEqual([outcome.code, outcome.stdout], [expected, ""]);
      assert.doesNotMatch(outcome.stderr, /hunter2|correct horse| {4}at /);
    });
  }
  assert.match(await userCommand(data.path, ["list"]), /^1\tbob\t[^\n]*\n$/);
});

Deno.test("user list makes no folder where there are no accounts", async () => {
  await using data = await createDataFolder();
  const folder = `${data.path}/absent`;
  const { code, stderr } = await runBoardcast(["user", "list", "--data", folder]);
  assert.equal(stderr, `There are no accounts in "${folder}": give --data, or add a user first\n`);
  assert.equal(code, 2);
  await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  const inMemory = await runBoardcast(["user", "list", "--data", "none"]);
  assert.match(inMemory.stderr, /no accounts with data "none"/);
});
