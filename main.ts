import { runCommandLine } from "./src/cli/program.ts";

// Not by itself: a peer that does not read would keep a server alive for as long as it likes.
if (import.meta.main) Deno.exit(await runCommandLine(Deno.args));
