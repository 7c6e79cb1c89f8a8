import { html } from "@hono/hono/html";

/** Beside the source, or embedded in the executable; never relative to the working directory. */
const ROOT = `${import.meta.dirname}/../../static`;

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  map: "application/json",
  svg: "image/svg+xml",
};

/** A file as it is served. */
export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

/** The files under `static/`: only those that were there at the start are ever read. */
export class StaticFiles {
  readonly #paths: ReadonlySet<string>;
  readonly #loaded = new Map<string, Promise<StaticFile>>();

  constructor() {
    this.#paths = new Set(walk(""));
  }

  /** The file at `path`, such as `boardcast.css`. */
  get(path: string): Promise<StaticFile> | undefined {
    if (!this.#paths.has(path)) return undefined;
    const known = this.#loaded.get(path);
    if (known) return known;
    const loaded = load(path);
    this.#loaded.set(path, loaded);
    loaded.catch(() => this.#loaded.delete(path));
    return loaded;
  }

  /** The page at `path` with each `<!--name-->` replaced by the escaped text of that name. */
  async page(path: string, texts: Readonly<Record<string, string>> = {}): Promise<string> {
    const file = await this.get(path);
    if (!file) throw new Error(`There is no page "${path}": run "deno task build"`);
    return new TextDecoder().decode(file.bytes).replace(
      /<!--(\w+)-->/g,
      (whole, name: string) => Object.hasOwn(texts, name) ? String(html`${texts[name]}`) : whole,
    );
  }
}

function walk(folder: string): string[] {
  return [...Deno.readDirSync(`${ROOT}/${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? walk(`${folder}${name}/`) : [`${folder}${name}`]
  );
}

async function load(path: string): Promise<StaticFile> {
  const bytes = await Deno.readFile(`${ROOT}/${path}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64().slice(0, 22);
  const type = TYPES[path.split(".").at(-1)!] ?? "application/octet-stream";
  return { bytes, type, etag: `"${digest}"` };
}
