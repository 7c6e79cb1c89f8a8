/**
 * Assembles the one executable: the program, `static/`, and of each npm package that it reaches only what runs.
 * Further arguments go to `deno compile`; the default is `-o dist/boardcast`.
 */
interface NpmPackage {
  readonly dependencies: readonly string[];
  readonly localPath: string;
}

interface ModuleGraph {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

const ROOT = new URL("../", import.meta.url).pathname;

/** Declarations, sources, source maps and prose: half of our packages. Not .cjs: some are imported by that name. */
const NEVER_RUN = /\.([cm]?ts|map|md)$/;

const excluded = reached(await moduleGraph()).flatMap(({ localPath }) => neverRun(localPath));
const output = Deno.args.some((arg) => arg === "-o" || arg === "--output") ? [] : ["-o", "dist/boardcast"];
const args = [
  "compile",
  "--permission-set=server",
  "--no-prompt",
  "--exclude-unused-npm",
  "--include=static",
  ...excluded.map((path) => `--exclude=${path}`),
  ...output,
  ...Deno.args,
  "main.ts",
];
const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
Deno.exit(code);

async function moduleGraph(): Promise<ModuleGraph> {
  const args = ["info", "--json", "main.ts"];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stderr: "inherit" })
    .output();
  if (!success) throw new Error("Cannot read which packages main.ts needs");
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The packages that the program imports, and those that these depend on. */
function reached({ modules, npmPackages }: ModuleGraph): NpmPackage[] {
  const names = new Set(modules.flatMap(({ npmPackage }) => npmPackage ?? []));
  for (const name of names) npmPackages[name]!.dependencies.forEach((dependency) => names.add(dependency));
  return [...names].map((name) => npmPackages[name]!);
}

function neverRun(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return neverRun(path);
    return NEVER_RUN.test(name) ? [path] : [];
  });
}
