import { LocalBackend } from "../src/backend/local/local_backend.ts";

const folder = await Deno.makeTempDir();
const backend = new LocalBackend(folder, {
  ruleOf: (_group, event) => event === "log" ? { count: 1000 } : {},
  onPublications: () => {},
});
globalThis.addEventListener("unload", () => {
  backend[Symbol.asyncDispose]();
  Deno.removeSync(folder, { recursive: true });
});

function publish(event: string): Promise<unknown> {
  const text = JSON.stringify({ type: event, pad: "x".repeat(100) });
  return backend.records.publish([{ group: "g", event, key: null, id: null, text }]);
}

for (const [name, count] of [["one at a time", 1], ["64 at once", 64]] as const) {
  for (const event of ["transient", "log"]) {
    Deno.bench(`${event}, ${name}`, { group: name, baseline: event === "transient" }, async () => {
      await Promise.all(Array.from({ length: count }, () => publish(event)));
    });
  }
}
