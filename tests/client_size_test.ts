// deno-lint-ignore-file no-console -- the size is printed.
import assert from "node:assert/strict";
import { bundledClient } from "./support/client_page.ts";

const MAX_BYTES = 6 * 1024;

Deno.test("the client library is under 6 KB, bundled and gzipped", async () => {
  const zipped = new Blob([await bundledClient()]).stream().pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(zipped).arrayBuffer();
  console.log(`The client library: ${byteLength} bytes gzipped`);
  assert.ok(byteLength < MAX_BYTES, `${byteLength} bytes, ${MAX_BYTES} are the most`);
});
