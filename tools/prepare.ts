/** Fetches what the tests need besides Deno: commands, and the Debian packages that have them; a Python with Django. */
import { prepareDjango } from "./prepare_django.ts";

const NEEDED = {
  chromium: "chromium",
  "redis-server": "redis-server",
  nginx: "nginx",
  caddy: "caddy",
  haproxy: "haproxy",
  openssl: "openssl",
};

const missing = Object.entries(NEEDED).filter(([command]) => !isInstalled(command)).map(([, name]) => name);
if (missing.length > 0) {
  await Deno.stdout.write(new TextEncoder().encode(`Installing ${missing.join(", ")}\n`));
  const prefix = Deno.uid() === 0 ? [] : ["sudo"];
  await run([...prefix, "apt-get", "update", "-qq"]);
  await run([...prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", ...missing]);
}
await prepareDjango();

function isInstalled(command: string): boolean {
  return new Deno.Command("sh", { args: ["-c", `command -v ${command}`], stdout: "null" }).outputSync()
    .success;
}

async function run([command, ...args]: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { success } = await new Deno.Command(command!, { args, env, stdout: "null" }).spawn().status;
  if (!success) {
    throw new Error(`"${command} ${args.join(" ")}" failed: install ${missing.join(" and ")} yourself`);
  }
}
