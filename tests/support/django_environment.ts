/** Where the Python is that has what the site of tests/django/ needs: made by tools/prepare.ts, outside of the checkout. */
const REQUIREMENTS = new URL("../django/requirements.txt", import.meta.url);

/** The folder of the virtual environment; another one for other requirements. */
export async function djangoEnvironment(): Promise<string> {
  const bytes = await Deno.readFile(REQUIREMENTS);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 12);
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  return `${cache}/boardcast/django-${hash}`;
}

/** The list of what it needs, for pip. */
export const REQUIREMENTS_FILE: string = REQUIREMENTS.pathname;
