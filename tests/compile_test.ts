import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { API_KEY, SECRET } from "./support/boardcast.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const DEADLINE = 60_000;

/** Every npm package that the running program imports, and nothing that only tests and builds do. */
const PACKAGES = [
  "@asteasolutions/zod-to-openapi",
  "@hono/zod-openapi",
  "@hono/zod-validator",
  "@logtape/logtape",
  "@msgpack/msgpack",
  "@redis/client",
  "ajv",
  "commander",
  "fast-deep-equal",
  "fast-uri",
  "fastest-levenshtein",
  "hono",
  "jose",
  "json-schema-traverse",
  "openapi3-ts",
  "require-from-string",
  "yaml",
  "zod",
];

/** Where `deno compile` embeds npm packages, as `NAME/VERSION/…`. */
const NPM = ".deno_compile_node_modules/localhost/";

const MAX_BYTES = 9_500_000;

type Entry =
  | { File: { n: string; o: [offset: number, length: number] } }
  | { Dir: { n: string; e: Entry[] } };

/** What `deno compile` put behind the runtime. */
interface Executable {
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Buffer>;
}

Deno.test("the executable holds what the server needs, and that is enough to serve", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/boardcast`;
    const listing = await compile(path);
    const { permissions, files } = readExecutable(path);
    const names = [...files.keys()];

    await t.step("it may run no program, load no library and ask for nothing", () => {
      const { allow_run, allow_ffi, allow_sys, prompt } = permissions;
      assert.deepEqual({ allow_run, allow_ffi, prompt }, { allow_run: null, allow_ffi: null, prompt: false });
      assert.deepEqual(allow_sys, ["hostname", "loadavg", "systemMemoryInfo"]);
    });

    await t.step("the npm packages of the running program are in it, and no other", () => {
      assert.deepEqual(packagesIn(names), PACKAGES);
      for (const name of PACKAGES) assert.match(listing, new RegExp(`── ${name.split("/").at(-1)}|${name}`));
      assert.doesNotMatch(listing, /playwright|fast-check|esbuild|@types|\bws\b/);
      assert.deepEqual(
        names.filter((name) => name.startsWith(NPM) && /\.([cm]?ts|map|md)$/.test(name)),
        [],
      );
    });

    await t.step("the server's sources are in it; tests, tools and the pages' sources are not", () => {
      const ours = names.filter((name) => !name.startsWith(NPM) && !name.startsWith("static/"));
      assert.deepEqual(
        ours.filter((name) => !/^(deno\.json|main\.ts|src\/.*\.(ts|json|lua))$/.test(name)),
        [],
      );
      assert.deepEqual(ours.filter((name) => /_test\.ts$|^src\/dashboard\//.test(name)), []);
      // Imported by name at run time only: the executable would still start without them.
      for (const name of ["server.ts", "cli/serve.ts", "cli/run_demo.ts", "cli/stored_accounts.ts"]) {
        assert.ok(ours.includes(`src/${name}`), `${name} is missing`);
      }
    });

    await t.step("the static files are in it, bundles too", () => {
      const embedded = names.filter((name) => name.startsWith("static/"));
      assert.deepEqual(embedded.toSorted(), filesUnder(ROOT, "static").toSorted());
      const bundles = [
        "dashboard.js",
        "dashboard.css",
        "test_page.js",
        "js/components/websocket/dashboard-client.js",
      ];
      for (const name of bundles) assert.ok(embedded.includes(`static/${name}`), `${name} is missing`);
    });

    await t.step(`ours is under ${MAX_BYTES} bytes`, () => {
      const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
      assert.ok(bytes < MAX_BYTES, `${bytes} bytes`);
    });

    await t.step("what is embedded serves, without anything else", async () => {
      await using server = await serve(extract(files, `${folder}/extracted`));
      for (const page of ["login/", "static/dashboard.js", "openapi.json", "health/ready"]) {
        assert.equal(await status(fetch(server.url + page)), 200, page);
      }
      const body = JSON.stringify({ group: "tutoring", message: { type: "alert", data: { id: "a1" } } });
      const headers = { "x-api-key": API_KEY, "content-type": "application/json" };
      assert.equal(
        await status(fetch(`${server.url}api/v1/publish`, { method: "POST", headers, body })),
        200,
      );
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the image holds the executable only, and runs it as nobody in particular", async () => {
  const stages = (await Deno.readTextFile(`${ROOT}Dockerfile`)).split(/^(?=FROM )/m).slice(1);
  assert.equal(stages.length, 2);
  const lines = stages[1]!.split("\n");
  const of = (word: string) => lines.filter((line) => line.startsWith(`${word} `));
  const copied = "COPY --from=build /boardcast/dist/boardcast /usr/local/bin/boardcast";
  assert.deepEqual([...of("COPY"), ...of("ADD")], [copied]);
  assert.match(of("USER").at(-1)!, /^USER [1-9]\d*:[1-9]\d*$/);
  assert.deepEqual(of("VOLUME"), ["VOLUME /data"]);
  assert.deepEqual(of("EXPOSE"), ["EXPOSE 8000"]);
  assert.deepEqual(of("ENV"), ["ENV BOARDCAST_HOST=0.0.0.0 BOARDCAST_DATA=/data"]);
  assert.match(of("HEALTHCHECK").join(), /CMD \["boardcast", "health"\]$/);
  const ignored = (await Deno.readTextFile(`${ROOT}.dockerignore`)).split("\n");
  assert.ok(
    ignored.includes("*") && !ignored.includes("!data"),
    "the data folder must stay out of the image",
  );
});

/** Assembles the executable around this Deno, for the runtime that is meant for it is a download. */
async function compile(path: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=tools", "tools/compile.ts", "--no-check", "-o", path],
    env: { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" },
    cwd: ROOT,
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.ok(success, text);
  return text;
}

/** Reads the JSON of the options, the JSON of the file tree, and the files; each has its length before it. */
function readExecutable(path: string): Executable {
  const bytes = Buffer.from(Deno.readFileSync(path).buffer);
  const section = (start: number) => {
    const length = Number(bytes.readBigUInt64LE(start - 8));
    return { content: bytes.subarray(start, start + length), next: start + length + 8 };
  };
  const options = bytes.lastIndexOf('{"argv":');
  const tree = bytes.indexOf('[{"Dir":{"n":".deno_compile_node_modules"', options);
  assert.ok(options > 0 && tree > 0, "the executable has another layout than that of this Deno");
  const { content, next } = section(tree);
  const files = new Map(entries(JSON.parse(content.toString()), section(next).content));
  return { permissions: JSON.parse(section(options).content.toString()).permissions, files };
}

function entries(tree: readonly Entry[], data: Buffer, folder = ""): [string, Buffer][] {
  return tree.flatMap((entry): [string, Buffer][] => {
    if ("Dir" in entry) return entries(entry.Dir.e, data, `${folder}${entry.Dir.n}/`);
    const { n, o: [offset, length] } = entry.File;
    return [[folder + n, data.subarray(offset, offset + length)]];
  });
}

function packagesIn(names: readonly string[]): string[] {
  const packages = names.filter((name) => name.startsWith(NPM)).map((name) => {
    const parts = name.slice(NPM.length).split("/");
    return parts.slice(0, parts[0]!.startsWith("@") ? 2 : 1).join("/");
  });
  return [...new Set(packages)].toSorted();
}

function filesUnder(root: string, folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesUnder(root, `${folder}/${name}`) : [`${folder}/${name}`]
  );
}

/** Writes the files as a checkout and, for the packages, as a cache of Deno's beside it. */
function extract(files: ReadonlyMap<string, Buffer>, folder: string): string {
  for (const [name, content] of files) {
    const path = join(folder, name.replace(NPM, "cache/npm/registry.npmjs.org/"));
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, content);
  }
  Deno.writeTextFileSync(`${folder}/deno.lock`, JSON.stringify(lockOfPackages()));
  return folder;
}

/** Our lock file without the packages that are not embedded, so that none of them is asked for. */
function lockOfPackages(): Record<string, unknown> {
  const lock = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.lock`));
  const only = (table: Record<string, unknown>, prefix = "") =>
    Object.fromEntries(
      Object.entries(table).filter(([key]) => PACKAGES.some((name) => key.startsWith(`${prefix}${name}@`))),
    );
  return { version: lock.version, specifiers: only(lock.specifiers, "npm:"), npm: only(lock.npm) };
}

async function serve(cwd: string): Promise<{ url: string } & AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=server", "--cached-only", "main.ts", "serve", "--port", "0", "--data", "none"],
    env: {
      DENO_DIR: `${cwd}/cache`,
      NO_COLOR: "1",
      BOARDCAST_SECRET: SECRET,
      BOARDCAST_API_KEY: API_KEY,
    },
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const kill = setTimeout(() => child.kill("SIGKILL"), DEADLINE);
  const errors = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stop = async () => {
    clearTimeout(kill);
    child.kill("SIGKILL");
    await Promise.all([lines.cancel(), errors, child.status]);
  };
  const url = /http:\S+/.exec((await lines.read()).value ?? "")?.[0];
  if (url) return { url, [Symbol.asyncDispose]: stop };
  clearTimeout(kill);
  throw new Error(`It does not serve:\n${await errors}`);
}

async function status(answer: Promise<Response>): Promise<number> {
  const response = await answer;
  await response.body?.cancel();
  return response.status;
}
