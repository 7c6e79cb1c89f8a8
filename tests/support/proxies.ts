/** The proxies of docs/deployment.md, each with its configuration from there but for ports and certificate. */

/** A certificate for localhost, and its key; each in a file, and both in one. */
export interface Certificate extends AsyncDisposable {
  readonly cert: string;
  readonly key: string;
  readonly both: string;
}

/** A proxy that listens. Disposing ends it. */
export interface RunningProxy extends AsyncDisposable {
  readonly host: string;
  output(): string;
}

/** A proxy of the documentation: the language of its block there, and how it is started with a file. */
export interface ProxyKind {
  readonly name: string;
  readonly language: string;
  command(file: string): string[];
}

/** Those that the documentation names. */
export const PROXIES: readonly ProxyKind[] = [
  {
    name: "nginx",
    language: "nginx",
    command: (
      file,
    ) => ["nginx", "-c", file, "-p", `${file}.d`, "-e", "stderr", "-g", `daemon off; pid ${file}.pid;`],
  },
  {
    name: "Caddy",
    language: "caddy",
    command: (file) => ["caddy", "run", "--adapter", "caddyfile", "--config", file],
  },
  { name: "HAProxy", language: "haproxy", command: (file) => ["haproxy", "-db", "-f", file] },
];

/** Makes a {@link Certificate} that its own key has signed. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await Deno.makeTempDir({ prefix: "boardcast-certificate-" });
  const [cert, key, both] = ["cert.pem", "key.pem", "both.pem"].map((name) => `${folder}/${name}`) as [
    string,
    string,
    string,
  ];
  await run(
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-addext",
    "basicConstraints=critical,CA:FALSE",
    "-keyout",
    key,
    "-out",
    cert,
  );
  await Deno.writeTextFile(both, await Deno.readTextFile(cert) + await Deno.readTextFile(key));
  return { cert, key, both, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Starts `kind` before the two addresses `nodes` (host:port), and waits until it accepts connections. */
export async function startProxy(
  kind: ProxyKind,
  { certificate, nodes }: { certificate: Certificate; nodes: readonly [string, string] },
): Promise<RunningProxy> {
  const port = freePort();
  const folder = await Deno.makeTempDir({ prefix: "boardcast-proxy-" });
  const file = `${folder}/proxy.conf`;
  await Deno.mkdir(`${file}.d`);
  await Deno.writeTextFile(
    file,
    fitted(await documented(kind.language), { certificate, nodes, port, folder }),
  );
  const [command, ...args] = kind.command(file);
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = new Deno.Command(command!, { args, env, stdin: "null", stdout: "piped", stderr: "piped" })
    .spawn();
  const printed: string[] = [];
  const drained = Promise.all([child.stdout, child.stderr].map((stream) => readInto(stream, printed)));
  const output = () => printed.join("");
  const ended = child.status.then(({ code }) => `${kind.name} ended with ${code}:\n${output()}`);
  await Promise.race([accepting(port), ended.then((said) => Promise.reject(new Error(said)))]);
  return {
    host: `localhost:${port}`,
    output,
    [Symbol.asyncDispose]: async () => {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended already.
      }
      await drained;
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The block of `language` in docs/deployment.md. */
async function documented(language: string): Promise<string> {
  const text = await Deno.readTextFile(new URL("../../docs/deployment.md", import.meta.url));
  const [, block] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/deployment.md has no block of ${language}`);
  return block;
}

/** `text` with the ports, addresses and files of a test, and nothing else changed. */
function fitted(
  text: string,
  { certificate, nodes, port, folder }: {
    certificate: Certificate;
    nodes: readonly [string, string];
    port: number;
    folder: string;
  },
): string {
  const changes: [string, string][] = [
    ["127.0.0.1:8000", nodes[0]],
    ["127.0.0.1:8001", nodes[1]],
    ["/etc/ssl/boardcast-both.pem", certificate.both],
    ["/etc/ssl/boardcast.pem", certificate.cert],
    ["/etc/ssl/boardcast.key", certificate.key],
    ["listen 443", `listen 127.0.0.1:${port}`],
    ["bind :443", `bind 127.0.0.1:${port}`],
    ["localhost:443", `localhost:${port}`],
    ["maxconn 50000", "maxconn 2000"],
  ];
  const changed = changes.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  // Caddy would open port 80 to lead visitors to this one; nginx writes what it must spool into a folder of its own.
  if (text.includes("admin off")) {
    return changed.replace(
      "admin off",
      "admin off\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1",
    );
  }
  return changed.replace(
    "http {\n",
    `http {\n  access_log off;\n  client_body_temp_path ${folder}/body;\n  proxy_temp_path ${folder}/proxy;\n`,
  );
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return (listener.addr as Deno.NetAddr).port;
}

async function accepting(port: number): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect({ port, hostname: "127.0.0.1" })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function readInto(stream: ReadableStream<Uint8Array<ArrayBuffer>>, printed: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) printed.push(text);
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stdout: "null", stderr: "piped" })
    .output();
  if (!success) throw new Error(`"${command}" failed: ${new TextDecoder().decode(stderr)}`);
}
