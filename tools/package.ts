// deno-lint-ignore-file no-console -- what was made is printed.
/**
 * Makes the npm package of the client library, `dist/npm`, or the folder that is named: a module and its declarations for each
 * source file, so that whoever bundles it takes only what is imported.
 */
import project from "../deno.json" with { type: "json" };
import { checkClientSize } from "./client_size.ts";
import { PACKAGE_ENTRIES } from "./package_entries.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** The compiler that `deno check` has, and what the sources import. */
const NEEDED: readonly string[] = ["react", "@types/react", "@tanstack/react-query"];
const COMPILER = `npm:typescript@${Deno.version.typescript}`;

const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  target: "es2022",
  module: "nodenext",
  lib: ["esnext", "dom", "dom.iterable"],
  types: [],
  rewriteRelativeImportExtensions: true,
  declaration: true,
  sourceMap: true,
  inlineSources: true,
  rootDir: "src",
};

const output = Deno.args[0] ?? `${ROOT}dist/npm`;
const { size, problem } = await checkClientSize();
if (problem !== null) throw new Error(`The core of the client library is too large: ${problem}`);
await Deno.remove(output, { recursive: true }).catch(ignoreAbsent);
await Deno.mkdir(output, { recursive: true });
await compile(output);
await Deno.writeTextFile(`${output}/package.json`, JSON.stringify(manifest(), null, 2) + "\n");
await Deno.writeTextFile(`${output}/README.md`, await readme());
await Deno.copyFile(`${ROOT}LICENSE`, `${output}/LICENSE`);
console.log(`${output}: boardcast ${project.version}, its core ${size} bytes gzipped`);

/** Compiles in a folder of its own, where the packages that the sources import can be laid out as npm does. */
async function compile(outDir: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "boardcast-package-" });
  try {
    for (const part of ["client", "protocol"]) {
      await copySources(`${ROOT}src/${part}`, `${folder}/src/${part}`);
    }
    const imports = Object.fromEntries(
      Object.entries(project.imports).filter(([name]) => NEEDED.includes(name)),
    );
    const files = Object.values(PACKAGE_ENTRIES).map((file) => `src/client/${file}.ts`);
    await writeJson(`${folder}/deno.json`, {
      imports: { ...imports, typescript: COMPILER },
      nodeModulesDir: "auto",
    });
    await writeJson(`${folder}/package.json`, { type: "module" });
    await writeJson(`${folder}/tsconfig.json`, { compilerOptions: { ...COMPILER_OPTIONS, outDir }, files });
    await deno(folder, "install", "--quiet");
    await deno(folder, "run", "-A", "--quiet", `${COMPILER}/tsc`, "--project", ".");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copySources(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copySources(`${from}/${name}`, `${to}/${name}`);
    else if (!name.endsWith("_test.ts")) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

function manifest(): unknown {
  const entries = Object.entries(PACKAGE_ENTRIES).map(([name, file]) => [
    name,
    { types: `./client/${file}.d.ts`, default: `./client/${file}.js` },
  ]);
  return {
    name: project.name,
    version: project.version,
    description: "Follows the live boards of a Boardcast server: typed, resuming, with hooks for React",
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: ">=22" },
    exports: { ...Object.fromEntries(entries), "./package.json": "./package.json" },
    peerDependencies: { "@tanstack/react-query": ">=5", react: ">=18" },
    peerDependenciesMeta: {
      "@tanstack/react-query": { optional: true },
      react: { optional: true },
    },
  };
}

/** docs/client.md, without the marks for its test. */
async function readme(): Promise<string> {
  const text = await Deno.readTextFile(`${ROOT}docs/client.md`);
  return text.replaceAll(/^(```\w+) runs$/gm, "$1");
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value));
}

async function deno(cwd: string, ...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new Error(`"deno ${args.join(" ")}" failed:\n${text.decode(stdout)}${text.decode(stderr)}`);
}

function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
