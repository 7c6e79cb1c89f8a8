/** The site of tests/django/ as a process of its own, under daphne: a real Django, which knows nothing of Boardcast. */
import { djangoEnvironment } from "./django_environment.ts";

const SITE = new URL("../django/", import.meta.url).pathname;
const ENVIRONMENT = await djangoEnvironment();

/** A layer as Django's settings have it. */
export interface Layer {
  BACKEND: string;
  CONFIG: Record<string, unknown>;
}

/** The kinds of layers. */
export const PUBSUB = "channels_redis.pubsub.RedisPubSubChannelLayer";
export const CORE = "channels_redis.core.RedisChannelLayer";

/** A running site. Disposing ends it. */
export interface RunningDjango extends AsyncDisposable {
  url: string;
  wsUrl: string;
  /** Calls `group_send()` on `layer` for each message, as the site's views do; the body may hold Python's NaN. */
  send(layer: string, group: string, ...messages: unknown[]): Promise<void>;
  /** Tells the viewers of a school by the site's broadcaster. */
  tellSchool(layer: string, school: number, happened: Record<string, unknown>): Promise<void>;
  /** Flushes `layer`. */
  flush(layer: string): Promise<void>;
  /** Runs `manage.py`. */
  manage(...args: string[]): Promise<void>;
}

/** Registers a test that needs Django; skipped, and said to be so, where there is none. */
export function djangoTest(name: string, run: (t: Deno.TestContext) => Promise<void>): void {
  const isThere = isInstalled();
  Deno.test({ name: isThere ? name : `${name} (no Python with Django)`, ignore: !isThere, fn: run });
}

/** Starts the site with these layers and waits until it listens. */
export async function startDjango(layers: Record<string, Layer>): Promise<RunningDjango> {
  const env = {
    CHANNEL_LAYERS: JSON.stringify(layers),
    DJANGO_SETTINGS_MODULE: "site_settings",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const python = `${ENVIRONMENT}/bin/python`;
  const child = new Deno.Command(python, {
    args: ["-m", "daphne", "-b", "127.0.0.1", "-p", "0", "dashboards.asgi:application"],
    cwd: SITE,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const port = Promise.withResolvers<string>();
  const said = listen(child.stderr, port.resolve);
  said.then((text) => port.reject(new Error(`Django ended before it listened:\n${text}`)));
  const url = `http://127.0.0.1:${await port.promise}`;
  const post = async (path: string, body: string) => {
    const response = await fetch(url + path, { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(`Django answered ${response.status}: ${text.slice(0, 1_000)}`);
  };
  return {
    url,
    wsUrl: url.replace("http", "ws"),
    send: (layer, group, ...messages) =>
      post(`/send/${layer}/${group}/`, `[${messages.map(pythonJson).join()}]`),
    tellSchool: (layer, school, happened) => post(`/school/${layer}/${school}/`, JSON.stringify(happened)),
    flush: (layer) => post(`/flush/${layer}/`, ""),
    manage: async (...args) => {
      const { success, stderr } = await new Deno.Command(python, {
        args: ["manage.py", ...args],
        cwd: SITE,
        env,
      })
        .output();
      if (!success) throw new Error(new TextDecoder().decode(stderr));
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await Promise.all([child.status, said]);
    },
  };
}

/** A text is passed on as it is: it may be more than JSON has. */
function pythonJson(message: unknown): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

async function listen(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  listening: (port: string) => void,
): Promise<string> {
  let said = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    said = (said + text).slice(-10_000);
    const found = /Listening on TCP address 127\.0\.0\.1:(\d+)/.exec(said);
    if (found) listening(found[1]!);
  }
  return said;
}

function isInstalled(): boolean {
  try {
    Deno.statSync(`${ENVIRONMENT}/bin/python`);
    return true;
  } catch {
    return false;
  }
}
