/** Bundles the scripts of the pages into `static/`. */
interface Bundle {
  readonly entry: string;
  readonly output: string;
  /** A classic script runs as soon as it is loaded and may set globals; a module is the default. */
  readonly classic?: true;
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
  { entry: "src/dashboard/boards_page.ts", output: "static/boards_page.js" },
  { entry: "src/dashboard/test_page.ts", output: "static/test_page.js" },
];

for (const { entry, output, classic } of BUNDLES) {
  const format = classic ? ["--format=iife"] : [];
  const args = [
    "bundle",
    "--quiet",
    "--platform=browser",
    "--minify",
    "--sourcemap=linked",
    ...format,
    "-o",
    output,
    entry,
  ];
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
  if (!success) throw new Error(`Cannot bundle ${entry}`);
}
