import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";

const ROOT = new URL("../", import.meta.url).pathname;

/** From low to high: a file may import its own layer and any before it. */
const LAYERS = [
  "protocol",
  "config",
  "record",
  "backend",
  "group",
  "auth",
  "board",
  "connection",
  "http",
  "version.ts",
  "server.ts",
  "cli",
  "main.ts",
];

/** What stands beside the server, and all that it may import of our own besides itself. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  demo: ["protocol"],
  client: ["protocol"],
  dashboard: ["client", "protocol"],
};

/** What browsers run: nothing of Node's or Deno's is there. */
const IN_BROWSERS = ["protocol", "client", "dashboard"];

const MAX_LINES = 300;

interface SourceFile {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly lines: number;
  /** Relative to the root if they are files of ours, as written if not. */
  readonly imports: readonly string[];
}

Deno.test("the source keeps the order of its layers", () => {
  const files = readSource(ROOT);
  assert.ok(files.length > 100, `only ${files.length} files were read`);
  assert.deepEqual(problemsOf(files), []);
});

Deno.test("no file of the tests and tools is over 300 lines", () => {
  const files = ["tests", "tools", "bench"].flatMap((folder) => readFolder(ROOT, folder));
  assert.deepEqual(files.flatMap(sizeProblems), []);
});

Deno.test("a tree that breaks every rule is seen to break them", async (t) => {
  const tree: [path: string, text: string, ...problems: string[]][] = [
    ["main.ts", 'import { run } from "./src/cli/run.ts";'],
    ["src/cli/run.ts", 'await import("../demo/feed.ts");\nimport "../server.ts";'],
    [
      "src/server.ts",
      'import { x } from "./http/app.ts";\nimport project from "../deno.json" with { type: "json" };',
    ],
    [
      "src/http/app.ts",
      '// import "../cli/run.ts"\n/** import("../cli/run.ts") */\nimport { z } from "zod";',
    ],
    [
      "src/protocol/codec.ts",
      'import {\n  type A,\n  b,\n} from "../auth/a.ts";\nimport { Buffer } from "node:buffer";',
      "src/protocol/codec.ts imports src/auth/a.ts, which is no lower layer",
      "src/protocol/codec.ts imports node:buffer, which no browser has",
    ],
    ["src/auth/a.ts", 'export * from "../config/config.ts";\nexport const b = "from";'],
    [
      "src/auth/a_test.ts",
      'import { app } from "../http/app.ts";\nimport "../../tests/support/help.ts";',
    ],
    [
      "src/config/config.ts",
      'import type { R } from "../record/record.ts";',
      "src/config/config.ts imports src/record/record.ts, which is no lower layer",
    ],
    [
      "src/record/record.ts",
      'import { s } from "./shelf.ts";',
      "src/record/record.ts → src/record/shelf.ts → src/record/slot.ts → src/record/record.ts is a cycle",
    ],
    ["src/record/shelf.ts", 'import { s } from "./slot.ts";'],
    ["src/record/slot.ts", 'type R = import("./record.ts").R;'],
    [
      "src/demo/feed.ts",
      'import { m } from "../record/record.ts";\nimport { hostname } from "node:os";',
      "src/demo/feed.ts imports src/record/record.ts, which is no lower layer",
    ],
    [
      "src/group/group.ts",
      'import "../demo/feed.ts";',
      "src/group/group.ts imports src/demo/feed.ts, which is no lower layer",
    ],
    [
      "src/client/client.ts",
      'import { page } from "../dashboard/page.ts";\nimport "https://example.com/x.js";',
      "src/client/client.ts imports src/dashboard/page.ts, which is no lower layer",
      "src/client/client.ts imports https://example.com/x.js, which is not pinned in deno.json",
    ],
    [
      "src/dashboard/page.tsx",
      'import { t } from "../../tests/support/help.ts";\nimport { c } from "../client/client.ts";',
      "src/dashboard/page.tsx imports tests/support/help.ts, which is no lower layer",
    ],
    [
      "src/board/board.ts",
      "const name = './x.ts';\nawait import(name);",
      "src/board/board.ts imports by a name that only the running program knows",
    ],
    ["src/board/types.ts", "", "src/board/types.ts: name the file after its one idea"],
    ["src/http/utils/text.ts", "", "src/http/utils/text.ts: name the file after its one idea"],
    ["src/misc/text.ts", "", "src/misc/text.ts is in no layer"],
    ["src/connection/long.ts", "\n".repeat(301), "src/connection/long.ts has 301 lines, 300 are the most"],
  ];
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of tree) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    const found = problemsOf(readSource(root));
    for (const [path, , ...expected] of tree) {
      const own = found.filter((problem) => problem.startsWith(path));
      await t.step(path, () => assert.deepEqual(own, expected));
    }
    assert.equal(found.length, tree.flatMap(([, , ...expected]) => expected).length);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

function readSource(root: string): SourceFile[] {
  return [readFile(root, "main.ts"), ...readFolder(root, "src")];
}

function readFolder(root: string, folder: string): SourceFile[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return readFolder(root, path);
    return /\.tsx?$/.test(name) ? [readFile(root, path)] : [];
  });
}

function readFile(root: string, path: string): SourceFile {
  const text = Deno.readTextFileSync(join(root, path));
  const lines = text.split("\n").length - 1;
  const imports = importsIn(text).map((name) =>
    name.startsWith(".") ? relative(root, join(root, dirname(path), name)) : name
  );
  return { path, lines, imports };
}

/** The names after `from`, after a bare `import` and in `import(…)`; a question mark for one that is no literal. */
function importsIn(text: string): string[] {
  const code = text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const declared = code.matchAll(/^\s*(?:import|export)\b(?:[^"'`;()=]*?\bfrom)?\s*["']([^"']+)["']/gm);
  const called = code.matchAll(/\bimport\(\s*(?:["']([^"']+)["'])?/g);
  return [...declared, ...called].map(([, name]) => name ?? "?");
}

function problemsOf(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap((file) => [...nameProblems(file), ...sizeProblems(file), ...importProblems(file)]),
    ...cyclesIn(files),
  ];
}

function nameProblems({ path }: SourceFile): string[] {
  if (/(^|\/)(utils?|helpers?|types)(\/|\.tsx?$)/.test(path)) {
    return [`${path}: name the file after its one idea`];
  }
  const layer = layerOf(path);
  return LAYERS.includes(layer) || Object.hasOwn(BESIDE, layer) ? [] : [`${path} is in no layer`];
}

function sizeProblems({ path, lines }: SourceFile): string[] {
  return lines > MAX_LINES ? [`${path} has ${lines} lines, ${MAX_LINES} are the most`] : [];
}

function importProblems({ path, imports }: SourceFile): string[] {
  // What a unit test compares with may stand anywhere.
  if (path.endsWith("_test.ts")) return [];
  const layer = layerOf(path);
  return imports.flatMap((name) => {
    if (name === "?") return [`${path} imports by a name that only the running program knows`];
    if (/^(https?|npm|jsr):/.test(name)) return [`${path} imports ${name}, which is not pinned in deno.json`];
    if (name.startsWith("node:") && IN_BROWSERS.includes(layer)) {
      return [`${path} imports ${name}, which no browser has`];
    }
    if (!isOurs(name) || mayImport(layer, layerOf(name))) return [];
    return [`${path} imports ${name}, which is no lower layer`];
  });
}

function isOurs(name: string): boolean {
  return /\.(tsx?|json|lua|sql)$/.test(name) && name !== "deno.json";
}

/** The folder in `src/`, or the file where it is in none: `board` for `src/board/builtin/school.ts`. */
function layerOf(path: string): string {
  return path.replace(/^src\//, "").split("/")[0]!;
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (Object.hasOwn(BESIDE, from)) return BESIDE[from]!.includes(to);
  // The command line is a client and a producer as well.
  if (to === "demo" || to === "client") return from === "cli";
  return LAYERS.includes(to) && LAYERS.indexOf(to) < LAYERS.indexOf(from);
}

/** Each cycle once, from the first of its files that is reached. */
function cyclesIn(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) {
      cycles.push(`${[...way.slice(way.indexOf(path)), path].join(" → ")} is a cycle`);
      return;
    }
    if (done.has(path)) return;
    for (const name of byPath.get(path)?.imports ?? []) visit(name, [...way, path]);
    done.add(path);
  };
  for (const path of [...byPath.keys()].toSorted()) visit(path, []);
  return cycles;
}
