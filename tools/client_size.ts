// deno-lint-ignore-file no-console -- the size is printed.
/** Prints how large the core of the client library is, and fails if it is over 6 KB. */
const ROOT = new URL("../", import.meta.url).pathname;

/** What a page loads at most, in bytes, gzipped. */
const MOST = 6 * 1024;

if (import.meta.main) {
  const { size, problem } = await checkClientSize();
  console.log(`The core of the client library: ${size} of ${MOST} bytes, minified and gzipped`);
  if (problem !== null) {
    console.error(problem);
    Deno.exit(1);
  }
}

/** How large `/client.js` is, minified and gzipped, and what is wrong with that. */
export async function checkClientSize(
  entry: string = "src/client/mod.ts",
): Promise<{ size: number; problem: string | null }> {
  const args = ["bundle", "--quiet", "--platform=browser", "--minify", entry];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
  if (!success) throw new Error(`Cannot bundle ${entry}:\n${new TextDecoder().decode(stderr)}`);
  const zipped = new Blob([stdout]).stream().pipeThrough(new CompressionStream("gzip"));
  const size = (await new Response(zipped).bytes()).length;
  const problem = size > MOST ? `${size} bytes are ${size - MOST} too many: ${MOST} are the most` : null;
  return { size, problem };
}
