/** A server with a configuration file that a test changes, and has the server read again. */
import assert from "node:assert/strict";
import { type RunningBoardcast, startBoardcast, type StartOptions } from "./boardcast.ts";
import { eventually } from "./expect.ts";

/** A temporary folder with a `boardcast.yaml` and room for data. Disposing removes it. */
export class ConfigFolder implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes one whose file says `yaml`. */
  static async with(yaml: string): Promise<ConfigFolder> {
    const folder = new ConfigFolder(await Deno.makeTempDir({ prefix: "boardcast-configured-" }));
    await folder.write(yaml);
    return folder;
  }

  get file(): string {
    return `${this.#path}/boardcast.yaml`;
  }

  get data(): string {
    return `${this.#path}/data`;
  }

  /** Makes `yaml` all that the file says, at once: nobody reads a half of it. */
  async write(yaml: string): Promise<void> {
    await Deno.writeTextFile(`${this.file}.new`, yaml);
    await Deno.rename(`${this.file}.new`, this.file);
  }

  /** Starts a server with this file; it keeps nothing unless it is given `data`. */
  serve({ env = {}, ...options }: StartOptions = {}): Promise<RunningBoardcast> {
    return startBoardcast({ ...options, env: { BOARDCAST_CONFIG: this.file, ...env } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }
}

const DONE = /^(Reloaded|Not reloaded).*\n/gm;

/** How often `server` has read its configuration again, or could not use it. */
export function reloads(server: RunningBoardcast): number {
  return server.output().match(DONE)?.length ?? 0;
}

/** Has `server` read its configuration again; all that it says of that, once it is done. */
export async function reload(server: RunningBoardcast): Promise<string> {
  const [before, count] = [server.output().length, reloads(server)];
  Deno.kill(server.pid, "SIGHUP");
  await eventually(() => Promise.resolve(reloads(server)), (now) => now > count);
  return server.output().slice(before);
}

/** Has `server` read `yaml` from now on; fails if it does not like it. */
export async function reloadWith(
  server: RunningBoardcast,
  folder: ConfigFolder,
  yaml: string,
): Promise<void> {
  await folder.write(yaml);
  const said = await reload(server);
  assert.match(said, /^Reloaded/m, said);
}
