import type { JsonObject } from "../protocol/message.ts";
import {
  BoardConnection,
  type ConnectionOptions,
  type Receiver,
  type Source,
  type Status,
  statusOf,
} from "./board_connection.ts";
import type { BoardState } from "./board_state.ts";
import { isHidden } from "./page_signals.ts";

/** A tab, as the others know it: one of them may hold the connection next. */
interface Tab {
  readonly id: string;
  readonly joins: readonly string[];
  readonly hidden: boolean;
  /** Whether it knows nothing yet. */
  readonly fresh: boolean;
}

/** What tabs tell each other. */
interface Note {
  /** For this tab alone. */
  readonly to?: string;
  /** A tab is there, or has changed, or goes: then it wants nothing, and nobody sees it. Or all that have said so. */
  readonly tabs?: readonly Tab[];
  /** To be sent to the server. */
  readonly command?: JsonObject;
  /** Another tab holds the connection now: who is there? */
  readonly lead?: true;
  /** From the connection, in the order in which it is done. */
  readonly asked?: readonly string[];
  readonly frames?: readonly JsonObject[];
  readonly status?: Status;
}

/** Whether tabs can share a connection: in a page, on a secure origin. */
export function canShare(): boolean {
  return Boolean(globalThis.document && globalThis.BroadcastChannel && navigator.locks) && origin !== "null";
}

/**
 * One connection for all tabs that follow the same board. The tab that has the lock holds it, and tells the others all that
 * comes; when it goes, the next one goes on from where the connection was.
 */
export class SharedConnection implements Source {
  readonly #id = Math.random().toString(36).slice(2);
  readonly #address: string;
  readonly #state: BoardState;
  readonly #receiver: Receiver;
  readonly #connection: BoardConnection;
  readonly #tabs = new Map<string, Tab>();
  #joins: ReadonlySet<string> = new Set();
  #channel: BroadcastChannel | null = null;
  #over = new AbortController();
  #status = statusOf("closed");
  #leads = false;
  /** Whether it knows what the connection knows. */
  #filled = false;

  constructor(url: URL, options: ConnectionOptions, state: BoardState, receiver: Receiver) {
    this.#address = url.href;
    this.#state = state;
    this.#receiver = receiver;
    this.#connection = new BoardConnection(url, options, state, {
      onFrames: (frames) => this.#pass({ frames }),
      onStatus: (status) => this.#pass({ status }),
    }, () => isHidden() && [...this.#tabs.values()].every(({ hidden }) => hidden));
  }

  connect(): void {
    if (this.#channel) {
      // Who has the connection tries at once, be it another tab.
      this.#hello();
      return this.#connection.wake();
    }
    this.#over = new AbortController();
    const { signal } = this.#over;
    // Who has signed in anew in this browser is not shown what another login is told.
    const name = `boardcast.v1 ${this.#address} ${/boardcast_login=\w+/.exec(document.cookie)}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#receive(data);
    this.#follow(statusOf("connecting"));
    addEventListener("pagehide", () => this.#goodbye(), { signal });
    // What was told in the meantime a page that comes back from the browser's cache has missed.
    globalThis.window.addEventListener("pageshow", ({ persisted }) => persisted && this.#hello(true), {
      signal,
    });
    document.addEventListener("visibilitychange", () => this.#hello(), { signal });
    this.#hello(true);
    const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    navigator.locks.request(name, { signal }, () => {
      if (signal.aborted) return;
      this.#lead();
      return ended;
      // Where there may be no locks each tab has a connection of its own.
    }).catch(() => signal.aborted || this.#lead());
  }

  disconnect(): void {
    if (!this.#channel) return;
    const led = this.#leads;
    this.#goodbye();
    this.#end();
    if (led) this.#connection.disconnect();
    else this.#follow(statusOf("closed"));
  }

  send(command: JsonObject): void {
    if (this.#leads) this.#connection.send(command);
    else this.#post({ command });
  }

  want(groups: ReadonlySet<string>): void {
    this.#joins = new Set(groups);
    this.#hello();
  }

  /** Has the lock, and with it the connection, until it ends. */
  #lead(): void {
    this.#leads = true;
    this.#filled = true;
    this.#tabs.delete(this.#id);
    this.#post({ lead: true });
    this.#wantAll();
    this.#connection.connect();
  }

  #receive(note: Note): void {
    const { to, tabs = [], lead, asked = [], frames, status } = note;
    for (const tab of tabs) {
      if (tab.hidden && tab.joins.length === 0) this.#tabs.delete(tab.id);
      else this.#tabs.set(tab.id, tab);
    }
    if (this.#leads) return this.#serve(note);
    if (lead) {
      // Who is still there says so, too.
      this.#tabs.clear();
      this.#hello();
    }
    // Who has just come waits for what is meant for it: all that was told before.
    if (to === undefined ? !this.#filled : to !== this.#id) return;
    if (to !== undefined) this.#filled = true;
    for (const group of asked) this.#state.asked.add(group);
    if (frames) this.#receiver.onFrames(frames);
    if (status) this.#follow(status);
  }

  /** What another tab wants of the one that has the connection. */
  #serve({ tabs: [tab] = [], command }: Note): void {
    if (command) this.#connection.send(command);
    if (!tab) return;
    this.#wantAll();
    if (!tab.hidden) this.#connection.wake();
    if (!tab.fresh) return;
    this.#post({
      to: tab.id,
      tabs: [...this.#tabs.values()],
      asked: [...this.#state.asked],
      frames: this.#state.snapshot(),
      status: this.#status,
    });
  }

  /** What comes over the connection: the others are told first, since a listener here may end it. */
  #pass(note: Pick<Note, "frames" | "status">): void {
    this.#post(note);
    if (note.frames) this.#receiver.onFrames(note.frames);
    if (note.status) this.#follow(note.status);
  }

  #follow(status: Status): void {
    this.#status = status;
    if (status.name === "refused" || status.name === "closed") this.#end();
    this.#receiver.onStatus(status);
  }

  #hello(
    fresh: boolean = !this.#filled,
    joins: Iterable<string> = this.#joins,
    hidden: boolean = isHidden(),
  ): void {
    if (this.#leads) this.#wantAll();
    else this.#post({ tabs: [{ id: this.#id, joins: [...joins], hidden, fresh }] });
  }

  #goodbye(): void {
    this.#hello(false, [], true);
  }

  #wantAll(): void {
    const all = new Set(this.#joins);
    for (const { joins } of this.#tabs.values()) joins.forEach((group) => all.add(group));
    this.#connection.want(all);
    this.#post({ asked: [...all] });
  }

  #post(note: Note): void {
    this.#channel?.postMessage(note);
  }

  #end(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#leads = false;
    this.#filled = false;
    this.#tabs.clear();
    this.#over.abort();
  }
}
