/** Makes the Python environment of tests/django/; without Python those tests are skipped, and this says so. */
import { djangoEnvironment, REQUIREMENTS_FILE } from "../tests/support/django_environment.ts";

/** Makes it unless it is there. */
export async function prepareDjango(): Promise<void> {
  const folder = await djangoEnvironment();
  if (isThere(`${folder}/bin/python`)) return;
  await say(`Making a Python environment for the tests with Django in ${folder}\n`);
  // Another run may make it at the same time: whole, or not at all.
  const draft = `${folder}-${Deno.pid}`;
  const failed = await run("python3", "-m", "venv", draft) ??
    await run(`${draft}/bin/python`, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS_FILE);
  if (failed === null) await Deno.rename(draft, folder).catch(() => {});
  else await say(`Notice: the tests with Django are skipped: ${failed}\n`);
  await Deno.remove(draft, { recursive: true }).catch(() => {});
}

/** Why it failed; `null` if it did not. */
async function run(command: string, ...args: string[]): Promise<string | null> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
    const said = new TextDecoder().decode(stderr).trim() || new TextDecoder().decode(stdout).trim();
    return success ? null : `"${command} ${args.join(" ")}" failed: ${said.split("\n").at(-1)}`;
  } catch (error) {
    return `${command} cannot be run: ${(error as Error).message}`;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}
