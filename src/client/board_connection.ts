import { SUBPROTOCOL } from "../protocol/codec.ts";
import type { Position } from "../protocol/position.ts";
import { isObject, type JsonObject, parseJson } from "../protocol/message.ts";
import { fullJitter } from "./backoff.ts";
import type { BoardState } from "./board_state.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Link, type LinkEnd } from "./link.ts";
import { isHidden, watchReturn } from "./page_signals.ts";
import { type Token, TokenKeeper } from "./token_keeper.ts";

/** How the connection to a board is. */
export interface Status {
  /** `refused` and `closed` are for good: nothing more comes before the next `connect()`. */
  readonly name: "connecting" | "live" | "catching up" | "reconnecting" | "refused" | "closed";
  /** Why the last connection ended; `null` while there is one. */
  readonly reason: string | null;
  /** The close code of the last connection (RFC 6455, section 7.4). */
  readonly code: number | null;
  /** In how many ms from `since` the next try follows; `null` if none is waited for. */
  readonly retryIn: number | null;
  /** Since when it is so, in ms since 1970. */
  readonly since: number;
}

/** How to connect and to reconnect. */
export interface ConnectionOptions {
  /** Else the session cookie signs in. A function is asked for each connection, and before the token expires. */
  readonly token?: Token;
  /** The longest wait before the first try to reconnect, doubled with every try, in ms. Default 500. */
  readonly base?: number;
  /** The longest wait of all, in ms. Default 30_000. */
  readonly cap?: number;
  /** How many tries in a row. Default `Infinity`. */
  readonly tries?: number;
  /** How long a silent server is believed in, in ms. Default: what it says itself. */
  readonly heartbeat?: number;
}

/** Where frames and the status come from: a connection of one's own, or one that another tab has. */
export interface Source {
  connect(): void;
  disconnect(): void;
  /** Sends a command; it is lost if there is no connection. */
  send(command: JsonObject): void;
  /** Joins `groups`, those that are joinable, and leaves the others. */
  want(groups: ReadonlySet<string>): void;
}

/** Who is told what comes from a {@link Source}. */
export interface Receiver {
  onFrames(frames: readonly JsonObject[]): void;
  onStatus(status: Status): void;
}

/** So long a connection must hold for the tries to begin anew, and so much longer is waited for a busy server, in ms. */
const STABLE = 5_000;
const BUSY = 5_000;

/** A page that nobody sees comes back so much later, or up to twice that, in ms. */
const HIDDEN = 30_000;

/** The status `name` from now on, after a connection has ended with `end`. */
export function statusOf(name: Status["name"], { code, reason, retryIn }: Partial<LinkEnd> = {}): Status {
  return {
    name,
    reason: code ? reason || `closed with ${code}` : null,
    code: code ?? null,
    retryIn: retryIn ?? null,
    since: Date.now(),
  };
}

/** Whether there is a connection in `status`. */
export function isUp({ name }: Status): boolean {
  return name === "live" || name === "catching up";
}

/** Keeps up a connection of `boardcast.v1`: goes on from where it was, notices a dead link, renews the token. */
export class BoardConnection implements Source {
  readonly #url: URL;
  readonly #options: ConnectionOptions;
  readonly #state: BoardState;
  readonly #receiver: Receiver;
  readonly #token: TokenKeeper;
  readonly #link: Link;
  readonly #heartbeat: Heartbeat;
  #unwatch: (() => void) | undefined;
  #status = statusOf("closed");
  #wanted = new Set<string>();
  /** Those of the wanted groups that the server has been told of. */
  #toldWanted = new Set<string>();
  /** Groups that have not been caught up with; `null` before the welcome. */
  #behind: Set<string> | null = null;
  /** Whether it was welcomed since it was asked to connect. */
  #returns = false;
  /** Where to go on from, which is to be said as soon as the connection is open. */
  #resume: [string, Position][] = [];

  /** `isUnseen` tells whether nobody looks. Default {@link isHidden}. */
  constructor(
    url: URL,
    options: ConnectionOptions,
    state: BoardState,
    receiver: Receiver,
    isUnseen: () => boolean = isHidden,
  ) {
    this.#url = url;
    this.#options = options;
    this.#state = state;
    this.#receiver = receiver;
    const { token, base = 500, cap = 30_000, tries = Infinity } = options;
    this.#token = new TokenKeeper(token, (token) => this.send({ type: "$refresh", token }));
    const delay = fullJitter({ base, cap });
    this.#link = new Link({
      url: () => this.#address(),
      protocols: async () => {
        const token = await this.#token.take();
        return token ? [SUBPROTOCOL, `bearer.${token}`] : [SUBPROTOCOL];
      },
      policy: {
        delay: (attempt, code) =>
          delay(attempt) + (code === 1013 || code === 4029 ? BUSY : 0) +
          (isUnseen() ? HIDDEN * (1 + Math.random()) : 0),
        tries,
        mayRetry: (code) => code < 4400,
        stable: STABLE,
      },
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#received(text),
      onClose: (end) => this.#ended(end),
    });
    this.#heartbeat = new Heartbeat({
      ping: () => this.send({ type: "$ping", sent: Date.now() }),
      onSilence: () => this.#link.drop("the server does not answer"),
    });
  }

  connect(): void {
    if (this.#link.isUp) return;
    this.#unwatch ??= watchReturn(() => this.wake());
    this.#returns = false;
    this.#become("connecting");
    this.#link.connect();
  }

  disconnect(): void {
    this.#stop();
    this.#link.disconnect();
    // The link says nothing if it was only waiting; and a listener may have connected just now.
    if (!this.#link.isUp && this.#status.name !== "closed") this.#become("closed");
  }

  send(command: JsonObject): void {
    this.#link.send(JSON.stringify(command));
  }

  want(groups: ReadonlySet<string>): void {
    this.#wanted = new Set(groups);
    for (const group of groups) this.#state.asked.add(group);
    if (this.#link.state === "open") this.#tellWanted();
  }

  /** Somebody looks again, or the network is back: tries at once, or asks whether the server is still there. */
  wake(): void {
    this.#link.retryNow();
    if (this.#link.state === "open") this.#heartbeat.check();
  }

  #address(): string {
    const url = new URL(this.#url);
    this.#toldWanted = new Set(this.#wanted);
    for (const group of this.#wanted) url.searchParams.append("join", group);
    const { asked, inbox } = this.#state;
    // Whoever connects anew may be somebody else, of whom the server wants to hear nothing of another's inbox.
    this.#resume = [...this.#state.positions].filter(([group]) =>
      group === inbox ? this.#returns : !asked.has(group) || this.#wanted.has(group)
    );
    // Positions may be longer than an address: the server waits for them.
    if (this.#resume[0]) url.searchParams.set("resume", "");
    return url.href;
  }

  #opened(): void {
    this.#behind = null;
    if (this.#resume[0]) this.send({ type: "$resume", positions: Object.fromEntries(this.#resume) });
    this.#tellWanted();
    this.#heartbeat.expect();
  }

  #tellWanted(): void {
    const [before, now] = [this.#toldWanted, this.#wanted];
    this.#toldWanted = new Set(now);
    for (const group of now) if (!before.has(group)) this.send({ type: "$join", group });
    for (const group of before) if (!now.has(group)) this.send({ type: "$leave", group });
  }

  #received(text: string): void {
    this.#heartbeat.heard();
    const frames = [parseJson(text)].flat().filter(isObject);
    for (const frame of frames) this.#note(frame);
    this.#receiver.onFrames(frames);
    // A listener may have disconnected.
    if (this.#link.state !== "open" || this.#behind === null) return;
    const name = this.#behind.size > 0 ? "catching up" : "live";
    if (name !== this.#status.name) this.#become(name);
  }

  #note({ type, groups, group, heartbeat }: JsonObject): void {
    if (type === "$welcome") {
      this.#returns = true;
      this.#behind = new Set(Object.keys(groups as JsonObject));
      this.#heartbeat.start((this.#options.heartbeat ?? heartbeat as number) / 2);
      this.#token.start();
      // Who hears the welcome may send.
      this.#become("catching up");
    }
    if (type === "$resumed") this.#behind?.delete(group as string);
    // What is refused once is not asked for again.
    if (Array.isArray(groups)) {
      for (const name of groups) {
        this.#wanted.delete(name);
        this.#toldWanted.delete(name);
      }
    }
  }

  #ended(end: LinkEnd): void {
    this.#heartbeat.stop();
    this.#token.stop();
    this.#behind = null;
    if (end.retryIn !== null) return this.#become("reconnecting", end);
    this.#stop();
    if (this.#link.state === "idle") return this.#become("closed");
    this.#become(end.code >= 4400 ? "refused" : "closed", end);
  }

  #stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #become(name: Status["name"], end?: LinkEnd): void {
    this.#status = statusOf(name, end);
    this.#receiver.onStatus(this.#status);
  }
}
