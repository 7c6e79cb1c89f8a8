import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Backend, StorageError } from "../backend.ts";
import { type BackendUnderTest, draft, testBackend } from "../backend_contract.ts";
import { testChanges } from "../changes_contract.ts";
import { LocalBackend } from "./local_backend.ts";

const ruleOf = () => ({ count: 1000 });
const onPublications = () => {};

async function inFolder(): Promise<BackendUnderTest & { folder: string }> {
  const folder = await Deno.makeTempDir();
  return {
    folder,
    open: (options) => Promise.resolve(new LocalBackend(folder, options)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

testBackend("LocalBackend", inFolder);
testChanges("LocalBackend", inFolder);

Deno.test("LocalBackend keeps everything in memory without a folder", async () => {
  await using backend: Backend = new LocalBackend(null, { ruleOf, onPublications });
  const [published] = await backend.records.publish([draft("a")]);
  assert.equal(published?.offset, 1);
});

Deno.test("LocalBackend refuses a folder that another one uses, and says so", async () => {
  await using under = await inFolder();
  await using _first = await under.open({ ruleOf, onPublications });
  assert.throws(() => new LocalBackend(under.folder, { ruleOf, onPublications }), {
    name: "StorageError",
    message: /another server is using it/,
  });
});

Deno.test("LocalBackend lets go of the folder when it cannot use it", async () => {
  await using under = await inFolder();
  await Deno.writeTextFile(
    `${under.folder}/boardcast.db`,
    "this is not a database, but long enough to be read as one".repeat(20),
  );
  assert.throws(() => new LocalBackend(under.folder, { ruleOf, onPublications }), StorageError);
  await Deno.remove(`${under.folder}/boardcast.db`);
  await using _backend = await under.open({ ruleOf, onPublications });
});

Deno.test("LocalBackend on a full disk keeps nothing of the turn, says so, and works again when there is room", async () => {
  await using disk = await mountSmallDisk();
  await using backend = new LocalBackend(disk.folder, { ruleOf, onPublications });
  const large = { ...draft("a"), text: `{"type":"log","pad":"${"x".repeat(20_000)}"}` };
  let kept = 0;
  let failure: unknown;
  while (failure === undefined && kept < 1000) {
    await backend.records.publish([large]).then(() => kept++, (error) => failure = error);
  }
  assert.ok(failure instanceof StorageError, String(failure));
  assert.match(backend.problem() ?? "", /full/);
  assert.equal((await backend.records.read("a", (record) => record.position)).offset, kept);
  await Deno.remove(`${disk.folder}/ballast`);
  const [next] = await backend.records.publish([draft("a")]);
  assert.equal(next?.offset, kept + 1);
  assert.equal(backend.problem(), null);
});

Deno.test("LocalBackend keeps nothing in a file that was removed, and says so", async () => {
  await using under = await inFolder();
  await using backend = await under.open({ ruleOf, onPublications });
  await backend.records.publish([draft("a")]);
  await Deno.remove(`${under.folder}/boardcast.db`);
  await assert.rejects(backend.records.publish([draft("a")]), StorageError);
  assert.match(backend.problem() ?? "", /removed or replaced/);
});

Deno.test("LocalBackend takes nothing out that it cannot take out of its file", async () => {
  await using under = await inFolder();
  const told: unknown[] = [];
  const onAcknowledged = (...what: unknown[]) => told.push(what);
  await using backend = await under.open({ ruleOf, onPublications, onAcknowledged });
  await backend.records.publish([draft("a")]);
  await Deno.remove(`${under.folder}/boardcast.db`);
  await assert.rejects(backend.records.acknowledge("a", [1]), StorageError);
  assert.equal(await backend.records.read("a", (record) => record.since().publications.length), 1);
  assert.deepEqual(told, []);
});

Deno.test("LocalBackend arranges what it has by changed rules although its file does not work", async () => {
  await using under = await inFolder();
  let count = 9;
  await using backend = await under.open({ ruleOf: () => ({ count }), onPublications });
  await backend.records.publish([draft("a"), draft("a")]);
  await Deno.remove(`${under.folder}/boardcast.db`);
  count = 1;
  await assert.rejects(
    Promise.all([backend.records.publish([draft("b")]), backend.records.rulesChanged()]),
    StorageError,
  );
  assert.equal(await backend.records.read("a", (record) => record.since().publications.length), 1);
});

Deno.test("LocalBackend reads a file of the time when it stored keys, and writes to it", async () => {
  await using under = await inFolder();
  {
    await using backend = await under.open({ ruleOf, onPublications });
    await backend.records.publish([draft("a", "state", "x")]);
  }
  {
    using database = new DatabaseSync(`${under.folder}/boardcast.db`);
    database.exec("ALTER TABLE publications ADD COLUMN key TEXT; UPDATE publications SET key = 'old'");
  }
  await using backend = await under.open({ ruleOf: () => ({ key: ["k"], count: 1 }), onPublications });
  await backend.records.publish([draft("a", "state", "x"), draft("a", "state", "y")]);
  const kept = await backend.records.read("a", (record) => record.since().publications);
  assert.deepEqual(kept.map(({ offset, key }) => [offset, key]), [[2, '"x"'], [3, '"y"']]);
});

Deno.test("LocalBackend makes its files for their owner only", async () => {
  await using under = await inFolder();
  await using backend = await under.open({ ruleOf, onPublications });
  await backend.records.publish([draft("a")]);
  for await (const { name } of Deno.readDir(under.folder)) {
    if (!name.startsWith("boardcast.db")) continue;
    assert.equal((await Deno.stat(`${under.folder}/${name}`)).mode! & 0o077, 0, name);
  }
});

/** A file system of 3 MiB, a part of it taken by a file `ballast`. It needs root, as a container's user is. */
async function mountSmallDisk(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await Deno.makeTempDir();
  await run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder);
  await Deno.writeFile(`${folder}/ballast`, new Uint8Array(1_500_000));
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      await run("umount", folder);
      await Deno.remove(folder);
    },
  };
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
