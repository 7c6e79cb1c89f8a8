import assert from "node:assert/strict";
import { createDataFolder, PASSWORD, postForm } from "../support/accounts.ts";
import { startBoardcast } from "../support/boardcast.ts";
import { Child, COMMAND } from "./child.ts";

const BACKSPACE = "\x7f";
const ERASE_LINE = "\x15";
const CANCEL = { "Ctrl-C": "\x03", "Ctrl-D": "\x04" };

/** Runs `user add ann` at a pseudo-terminal, which util-linux's `script` makes. */
function addAtTerminal(data: string): Child {
  const command = [...COMMAND, "user", "add", "ann", "--role", "viewer", "--data", data];
  return new Child(["script", "-qec", command.map((part) => `'${part}'`).join(" "), "/dev/null"]);
}

async function hasScript(): Promise<boolean> {
  try {
    return (await new Deno.Command("script", { args: ["--version"], stdout: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Without util-linux there is no way here to make a terminal. */
const ignore = !await hasScript();

Deno.test({
  name: "user add asks twice at a terminal, lets mistakes be erased, and shows nothing of it",
  ignore,
  fn: async () => {
    await using data = await createDataFolder();
    await using child = addAtTerminal(data.path);
    await child.printed(/Password: $/);
    await child.write(`wrong${ERASE_LINE}${PASSWORD}xé${BACKSPACE}${BACKSPACE}\r`);
    await child.printed(/Again: $/);
    await child.write(`${PASSWORD}\r`);
    const { code, stdout } = await child.ended();
    assert.equal(code, 0, stdout);
    assert.equal(stdout.replaceAll("\r", ""), "Password: \nAgain: \nAdded ann (viewer)\n");
    await using server = await startBoardcast({ data: data.path });
    assert.equal((await postForm(server, "ann", PASSWORD)).status, 303);
  },
});

Deno.test({
  name: "user add refuses two different passwords",
  ignore,
  fn: async () => {
    await using data = await createDataFolder();
    await using child = addAtTerminal(data.path);
    await child.printed(/Password: $/);
    await child.write(`${PASSWORD}\r${PASSWORD}!\r`);
    const { code, stdout } = await child.ended();
    assert.equal(code, 2);
    assert.match(stdout, /The two passwords differ/);
    assert.doesNotMatch(stdout, /correct horse/);
  },
});

for (const [keys, pressed] of Object.entries(CANCEL)) {
  Deno.test({
    name: `user add ends on ${keys} at the question`,
    ignore,
    fn: async () => {
      await using data = await createDataFolder();
      await using child = addAtTerminal(data.path);
      await child.printed(/Password: $/);
      await child.write(`corr${pressed}`);
      const { code, stdout } = await child.ended();
      assert.equal(code, 1);
      assert.match(stdout, /Interrupted/);
      assert.doesNotMatch(stdout, /Again/);
    },
  });
}
