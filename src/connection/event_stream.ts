import type { Wire } from "./wire.ts";

/** What an {@link EventStream} works by. */
export interface EventStreamOptions {
  /** Where the viewer stands, as the `id:` of the next event: text without line ends; "" for none. */
  readonly positions: () => string;
  /** How often something is written when there is nothing to say. */
  readonly heartbeatMs: number;
}

/** How long a browser waits before it connects again, in ms. */
const RETRY = 1_000;

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // nginx would wait for a full buffer.
  "x-accel-buffering": "no",
};

/**
 * Carries frames as server-sent events (HTML Living Standard, section 9.2), one event a frame, in the body of an HTTP
 * response. Nothing comes in. What the server has not taken for the network waits here, and is counted.
 */
export class EventStream implements Wire {
  /** The answer to the request; its body ends with the stream. */
  readonly response: Response;
  readonly #options: EventStreamOptions;
  readonly #events = new EventTarget();
  #body!: ReadableStreamDefaultController<Uint8Array>;
  #readyState: number = WebSocket.CONNECTING;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    const source = {
      start: (body: ReadableStreamDefaultController<Uint8Array>) => void (this.#body = body),
      pull: () => this.#taken(),
      cancel: () => this.#end(),
    };
    // With a mark of 0 the server pulls only when it has taken everything, and desiredSize counts what waits.
    const strategy = new ByteLengthQueuingStrategy({ highWaterMark: 0 });
    this.response = new Response(new ReadableStream(source, strategy), { headers: HEADERS });
    this.#write(`retry: ${RETRY}\n\n`);
  }

  get readyState(): number {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return 0 - (this.#body.desiredSize ?? 0);
  }

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#events.addEventListener(type, listener as EventListener);
  }

  /** Sends `frame` as one event; nothing happens once the stream is closing. */
  send(frame: string): void {
    if (this.#readyState !== WebSocket.OPEN) return;
    const id = this.#options.positions();
    this.#write(`${id === "" ? "" : `id: ${id}\n`}${dataLines(frame)}\n\n`);
  }

  /** Says why in an event `$close`, and ends the body after it. */
  close(code: number, reason: string): void {
    if (this.#readyState >= WebSocket.CLOSING) return;
    this.#readyState = WebSocket.CLOSING;
    clearInterval(this.#heartbeat);
    this.#write(`event: $close\n${dataLines(JSON.stringify({ code, reason }))}\n\n`);
  }

  #write(text: string): void {
    this.#body.enqueue(new TextEncoder().encode(text));
  }

  /** The server has taken everything so far: the first time it begins to send, the last time it is done. */
  #taken(): void {
    if (this.#readyState === WebSocket.CONNECTING) return this.#open();
    if (this.#readyState !== WebSocket.CLOSING) return;
    this.#body.close();
    this.#end();
  }

  #open(): void {
    this.#readyState = WebSocket.OPEN;
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    this.#events.dispatchEvent(new Event("open"));
  }

  /** Not while something waits: it would look as if a stuck peer made progress. */
  #beat(): void {
    if (this.bufferedAmount === 0) this.#write(":\n\n");
  }

  #end(): void {
    clearInterval(this.#heartbeat);
    this.#readyState = WebSocket.CLOSED;
    this.#events.dispatchEvent(new Event("close"));
  }
}

/** A line end within the data would end the line; the reader puts the lines together again. */
function dataLines(data: string): string {
  return `data: ${data.replaceAll(/\r\n|\r|\n/g, "\ndata: ")}`;
}
