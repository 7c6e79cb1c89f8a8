/** A token, or what asks for one whenever it is needed. */
export type Token = string | (() => string | Promise<string>);

/** After so much of what is left of a token's life the next one is asked for. */
const PART = 0.8;

/** The longest that a timer can wait (2³¹ − 1 ms), and the shortest between two tokens. */
const LONGEST = 2_147_483_647;
const SHORTEST = 1_000;

/** Has a token at hand for each connection, and a newer one before it expires. */
export class TokenKeeper {
  readonly #token: Token | undefined;
  readonly #onRenewed: (token: string) => void;
  #expires = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onRenewed` is called with each newer token. */
  constructor(token: Token | undefined, onRenewed: (token: string) => void) {
    this.#token = token;
    this.#onRenewed = onRenewed;
  }

  /** The token to connect with; `undefined` if there is none. */
  async take(): Promise<string | undefined> {
    const token = await this.#ask();
    this.#expires = expiryOf(token);
    return token;
  }

  /** Renews the token before it expires, until {@link TokenKeeper.stop}. */
  start(): void {
    this.stop();
    const left = this.#expires - Date.now();
    if (typeof this.#token !== "function" || left === Infinity) return;
    const wait = Math.min(Math.max(left * PART, SHORTEST), LONGEST);
    this.#timer = setTimeout(() => this.#renew(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #renew(): Promise<void> {
    const timer = this.#timer;
    // Whoever cannot give a token now is asked again while the old one holds.
    const token = await this.#ask().catch(() => undefined);
    // Too late: the connection has ended, or is about to, and the next one takes a token of its own.
    if (timer !== this.#timer || this.#expires <= Date.now()) return;
    if (token) {
      this.#expires = expiryOf(token);
      this.#onRenewed(token);
    }
    this.start();
  }

  async #ask(): Promise<string | undefined> {
    return typeof this.#token === "function" ? await this.#token() : this.#token;
  }
}

/** When a JSON web token expires (RFC 7519, section 4.1.4), in ms since 1970; `Infinity` if nothing says so. */
function expiryOf(token: string | undefined): number {
  try {
    const payload = token!.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)).exp * 1000 || Infinity;
  } catch {
    return Infinity;
  }
}
