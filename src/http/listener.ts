import { getLogger } from "@logtape/logtape";
import { StorageError } from "../backend/backend.ts";
import type { Config } from "../config/config.ts";

/** How soon the server listens again after it lost its socket. */
const RETRY = 250;

/** How long peers may take with what they are being sent when the server stops; one that does not read takes for ever. */
const SHUTDOWN = 1_000;

const log = getLogger(["boardcast", "listener"]);

/** The listening socket. One that fails, such as for want of file descriptors, is opened again. */
export class Listener implements AsyncDisposable {
  readonly #options: Deno.ServeTcpOptions & Partial<Deno.TlsCertifiedKeyPem>;
  readonly #handler: Deno.ServeHandler<Deno.NetAddr>;
  #http: Deno.HttpServer<Deno.NetAddr>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopping = false;

  /** @throws Deno.errors.AddrInUse @throws Error when the certificate cannot be used. */
  constructor({ host, port, tls }: Config, handler: Deno.ServeHandler<Deno.NetAddr>) {
    this.#handler = handler;
    this.#options = { hostname: host, port, onListen: () => {}, onError, ...certificate(tls) };
    try {
      this.#http = this.#serve();
    } catch (cause) {
      if (tls.certFile === null || cause instanceof Deno.errors.AddrInUse) throw cause;
      throw new Error(`Cannot use tls.certFile and tls.keyFile: ${(cause as Error).message}`, { cause });
    }
    this.#options.port = this.#http.addr.port;
  }

  /** Where browsers find the server, with a slash at the end. */
  get url(): string {
    const { hostname, port } = this.#http.addr;
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    return `${this.#options.cert === undefined ? "http" : "https"}://${host}:${port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    const { promise: timeout, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SHUTDOWN);
    await Promise.race([this.#http.shutdown(), timeout]);
    clearTimeout(timer);
  }

  #serve(): Deno.HttpServer<Deno.NetAddr> {
    const http = Deno.serve(this.#options, this.#handler);
    http.finished.catch((error) => this.#lost(error));
    return http;
  }

  #lost(error: Error): void {
    if (this.#stopping) return;
    log.error("Cannot accept connections: {reason}; trying again", { reason: error.message });
    this.#retry = setTimeout(() => {
      try {
        this.#http = this.#serve();
      } catch (error) {
        this.#lost(error as Error);
      }
    }, RETRY);
  }
}

function certificate({ certFile, keyFile }: Config["tls"]): Partial<Deno.TlsCertifiedKeyPem> {
  if (certFile === null || keyFile === null) return {};
  return { cert: pem("tls.certFile", certFile), key: pem("tls.keyFile", keyFile) };
}

function pem(setting: string, path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new Error(`Cannot read ${setting} "${path}": ${(cause as Error).message}`, { cause });
  }
}

/** What goes wrong before a request has become one of the HTTP side's or a connection. */
function onError(error: unknown): Response {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log.error("A request failed: {reason}", { reason });
  if (error instanceof StorageError) {
    return new Response(null, { status: 503, headers: { "retry-after": "5" } });
  }
  return new Response(null, { status: 500 });
}
