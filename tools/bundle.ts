/** Bundles the scripts of the pages into `static/`. */
interface Bundle {
  readonly entry: string;
  readonly output: string;
  /** A classic script runs as soon as it is loaded and may set globals; a module is the default. */
  readonly classic?: true;
  /** Holds much of other people's: its packages are linked into a folder first, and a map of it would fill the executable. */
  readonly large?: true;
}

const ROOT = new URL("../", import.meta.url).pathname;

const BUNDLES: readonly Bundle[] = [
  {
    entry: "src/client/dashboard_script.ts",
    output: "static/js/components/websocket/dashboard-client.js",
    classic: true,
  },
  { entry: "src/client/mod.ts", output: "static/client.js" },
  { entry: "src/client/classic_script.ts", output: "static/boardcast.js", classic: true },
  { entry: "src/dashboard/test_page.ts", output: "static/test_page.js" },
  { entry: "src/dashboard/theme_script.ts", output: "static/theme.js", classic: true },
  { entry: "src/dashboard/main.tsx", output: "static/dashboard.js", large: true },
  { entry: "src/dashboard/dashboard.css", output: "static/dashboard.css", large: true },
];

for (const { entry, output, classic, large } of BUNDLES) {
  const options = [
    ...classic ? ["--format=iife"] : [],
    ...large ? ["--node-modules-dir=auto"] : ["--sourcemap=linked"],
  ];
  const args = [
    "bundle",
    "--quiet",
    "--platform=browser",
    "--minify",
    ...options,
    "-o",
    output,
    entry,
  ];
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
  if (!success) throw new Error(`Cannot bundle ${entry}`);
}
