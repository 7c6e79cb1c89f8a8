import assert from "node:assert/strict";
import { runBoardcast } from "../support/boardcast.ts";
import { COMMAND } from "./child.ts";

const COMMANDS = [
  "serve",
  "types",
  "user",
  "user add",
  "user list",
  "user role",
  "user password",
  "user disable",
  "user enable",
  "token",
  "publish",
  "watch",
  "demo",
  "config",
  "config check",
  "config show",
  "config reference",
  "health",
  "version",
];

Deno.test("every command helps with an example of itself", async (t) => {
  for (const command of COMMANDS) {
    await t.step(command, async () => {
      const { code, stdout, stderr } = await runBoardcast([...command.split(" "), "--help"]);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, new RegExp(`Examples:\\n(  .*\\n)*  boardcast .*${command}`));
      assert.match(stdout, /--config <file>/);
      assert.doesNotMatch(stdout, /--(password|token|secret|api-key) /);
    });
  }
});

Deno.test("help lists every command, with examples and exit codes", async () => {
  const { code, stdout } = await runBoardcast(["help"]);
  assert.equal(code, 0);
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^  ${command.split(" ")[0]} `, "m"));
  assert.match(stdout, /Exit codes: 0 done, 1 failed, 2 used or configured wrongly\./);
});

for (const args of [["version"], ["--version"], ["-V"]]) {
  Deno.test(`${args[0]} prints the version`, async () => {
    const { code, stdout, stderr } = await runBoardcast(args);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^\d+\.\d+\.\d+\S*\n$/);
  });
}

/** Wrong use, and what is said to it. */
const WRONG: [string[], RegExp][] = [
  [[], /Usage: boardcast/],
  [["serv"], /unknown command 'serv'\n\(Did you mean serve\?\)/],
  [["serve", "--prot", "1"], /unknown option '--prot'\n\(Did you mean --port\?\)/],
  [["serve", "extra"], /too many arguments for 'serve'/],
  [["serve", "--port"], /option '--port <number>' argument missing/],
  [["publish"], /missing required argument 'group'/],
  [["config"], /Usage: boardcast config/],
  [["config", "chek"], /Did you mean check\?/],
];

Deno.test("wrong use is told to standard error with exit code 2", async (t) => {
  for (const [args, words] of WRONG) {
    await t.step(args.join(" ") || "nothing", async () => {
      const { code, stdout, stderr } = await runBoardcast(args);
      assert.match(stderr, words);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }
});

for (const args of [["help"], ["config"], ["config", "reference"], ["--version"], ["serv"]]) {
  Deno.test(`${args.join(" ")} ends in silence when nobody reads what it prints`, async () => {
    // The reader of both is gone before the first word.
    const script = '{ "$@" 2>&1; echo $? >&3; } 3>&2 | true';
    const { stderr } = await new Deno.Command("sh", { args: ["-c", script, "sh", ...COMMAND, ...args] })
      .output();
    assert.equal(new TextDecoder().decode(stderr), "0\n");
  });
}
