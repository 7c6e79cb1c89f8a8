import { runCommandLine } from "./src/cli/program.ts";

if (import.meta.main) Deno.exitCode = await runCommandLine(Deno.args);
