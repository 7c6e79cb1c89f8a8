/** When to connect again after a connection has ended, or did not come about. */
export interface ReconnectPolicy {
  /** How long to wait before try number `attempt` (1, 2, 3 …) after an end with `code`, in ms. */
  delay(attempt: number, code: number): number;
  /** How many tries there are in a row; `Infinity` to go on for ever. */
  readonly tries: number;
  /** Whether to try at all after an end with `code`. */
  mayRetry(code: number): boolean;
  /** How long a connection must have been open for the tries to be counted anew, in ms. Default 0. */
  readonly stable?: number;
}

/** How a connection ended: 1006 is one that broke off or did not come about (RFC 6455, section 7.4.1). */
export interface LinkEnd {
  readonly code: number;
  readonly reason: string;
  /** In how many ms the next try follows; `null` if there is none. */
  readonly retryIn: number | null;
}

/** What a link connects to, and whom it tells of what happens. */
export interface LinkOptions {
  /** The address; asked again for each try. */
  url(): string | Promise<string>;
  /** The subprotocols to offer; asked again for each try. */
  protocols?(): string[] | Promise<string[]>;
  readonly policy: ReconnectPolicy;
  onOpen(): void;
  /** A text frame; others are ignored. */
  onMessage(text: string): void;
  /** Always followed by `onClose`. */
  onError?(error: Event): void;
  /** Once for each try that began, `disconnect()` included. */
  onClose(end: LinkEnd): void;
}

/** `waiting` for the next try; `ended` when there is none, `idle` when none is wanted. */
export type LinkState = "idle" | "connecting" | "open" | "waiting" | "ended";

/** A timer that is set for longer fires at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** So long a handshake may take, in ms. */
const HANDSHAKE = 15_000;

/** One WebSocket that connects again when it is lost. It knows nothing of what is sent over it. */
export class Link implements Disposable {
  readonly #options: LinkOptions;
  #state: LinkState = "idle";
  #socket: WebSocket | null = null;
  #attempt = 0;
  #openedAt = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the tries, so that what is still to come of an earlier one is not taken for this one's. */
  #turn = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Whether there is a connection, or about to be one. */
  get isUp(): boolean {
    return this.#state === "connecting" || this.#state === "open";
  }

  /** The socket of the current try, once its address is known. */
  get socket(): WebSocket | null {
    return this.#socket;
  }

  /** How many tries to connect again there were in a row: 0 when a connection is stable. */
  get attempt(): number {
    const isStable = performance.now() - this.#openedAt >= (this.#options.policy.stable ?? 0);
    return isStable ? 0 : this.#attempt;
  }

  /** Connects now, with all tries before it; nothing happens if it is connected, or about to be. */
  connect(): void {
    if (this.isUp) return;
    this.#attempt = 0;
    this.#open();
  }

  /** Ends the connection for good: there is no other before {@link Link.connect}. */
  disconnect(code: number = 1000, reason: string = ""): void {
    const { isUp } = this;
    this.#letGo(code, reason);
    this.#state = "idle";
    this.#attempt = 0;
    if (isUp) this.#options.onClose({ code, reason, retryIn: null });
  }

  /** Gives up a connection that is open only by name, and goes on as if it had broken off. */
  drop(reason: string): void {
    if (this.isUp) this.#closed(1006, reason);
  }

  /** Sends a text frame; whether there was a connection to send it on. */
  send(text: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  /** Makes the next try now instead of later. */
  retryNow(): void {
    if (this.#state === "waiting") this.#open();
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  async #open(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#state = "connecting";
    this.#timer = setTimeout(() => this.drop("the server does not answer"), HANDSHAKE);
    try {
      const [url, protocols] = await Promise.all([this.#options.url(), this.#options.protocols?.() ?? []]);
      if (turn === this.#turn) this.#listen(new WebSocket(url, protocols), turn);
    } catch (error) {
      if (turn === this.#turn) this.#closed(1006, String(error));
    }
  }

  #listen(socket: WebSocket, turn: number): void {
    this.#socket = socket;
    const current = <E>(handle: (event: E) => void) => (event: E) => {
      if (turn === this.#turn) handle(event);
    };
    socket.onopen = current(() => this.#opened());
    socket.onmessage = current(({ data }: MessageEvent) => {
      if (typeof data === "string") this.#options.onMessage(data);
    });
    socket.onerror = current((error: Event) => this.#options.onError?.(error));
    // Deno says 0 of a handshake that failed, browsers 1006.
    socket.onclose = current(({ code, reason }: CloseEvent) => this.#closed(code || 1006, reason));
  }

  #opened(): void {
    clearTimeout(this.#timer);
    this.#state = "open";
    this.#openedAt = performance.now();
    this.#options.onOpen();
  }

  #closed(code: number, reason: string): void {
    const { policy } = this.#options;
    const before = this.attempt;
    this.#letGo(1000, "");
    const isOver = before >= policy.tries || !policy.mayRetry(code);
    this.#attempt = isOver ? before : before + 1;
    this.#state = isOver ? "ended" : "waiting";
    const retryIn = isOver ? null : Math.min(policy.delay(this.#attempt, code), MAX_DELAY);
    if (retryIn !== null) this.#timer = setTimeout(() => this.#open(), retryIn);
    this.#options.onClose({ code, reason, retryIn });
  }

  #letGo(code: number, reason: string): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#openedAt = Infinity;
    this.#socket?.close(code, reason);
    this.#socket = null;
  }
}
