import { BoardClient, type BoardClientOptions } from "./board_client.ts";
import type { AnyClient } from "./react_losses.ts";
import { BoardStore } from "./react_store.ts";
import { WeakValues } from "./react_weak_values.ts";
import type { Token } from "./token_keeper.ts";

/** The boards of the page that components use, so that all who name the same one share it. */
const boards = new WeakValues<SharedBoard>();

/** What components show of clients that they were given. */
const stores = new WeakMap<AnyClient, BoardStore>();

/** Built-in boards that are not at `/ws/<name>/`. */
const PATHS: Readonly<Record<string, string>> = {
  engagement: "/api/v1/ws/engagement",
  tutoring: "/ws/dashboard",
};

/** A board that components use. */
export interface UsedBoard {
  readonly store: BoardStore;
  /** Keeps the board connected until the result is called. */
  use(): () => void;
  /** Components make token functions anew each time they render: it is the newest that is asked. */
  renew(token: Token | undefined): void;
}

/** The board that is meant by a name, an address or a client; the same for the same address and options. */
export function usedBoard(board: string | URL | AnyClient, options: BoardClientOptions = {}): UsedBoard {
  if (typeof board !== "string" && !(board instanceof URL)) {
    return { store: storeOf(board), use: () => () => {}, renew: () => {} };
  }
  const address = addressOf(board);
  const { join = [], share, base, cap, tries, heartbeat, token } = options;
  const login = typeof token === "function" ? [] : token;
  const name = JSON.stringify([address, join, share, base, cap, tries, heartbeat, login]);
  return boards.get(name, () => new SharedBoard(name, address, options));
}

/** The address of a board: a name without a slash is that of a built-in board, or stands for `/ws/<name>/`. */
export function addressOf(board: string | URL): string {
  const path = typeof board !== "string" || /[/:]/.test(board) ? board : PATHS[board] ?? `/ws/${board}/`;
  // A page that is rendered on a server has no address, and does not connect.
  return new URL(path, globalThis.location?.href ?? "http://localhost/").href;
}

/** Connected for as long as somebody uses it. */
class SharedBoard implements UsedBoard {
  readonly store: BoardStore;
  readonly #name: string;
  #token: Token | undefined;
  #users = 0;
  #isOn = false;

  constructor(name: string, address: string, options: BoardClientOptions) {
    this.#name = name;
    const { token } = options;
    this.#token = token;
    const asked = typeof token === "function" ? { token: () => this.#askToken() } : {};
    this.store = storeOf(new BoardClient(address, { ...options, ...asked }));
  }

  use(): () => void {
    this.#users++;
    if (!this.#isOn) this.#connect();
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      this.#users--;
      // React takes away and gives back in one go, under StrictMode and from one page to the next.
      queueMicrotask(() => this.#rest());
    };
  }

  renew(token: Token | undefined): void {
    this.#token = token;
  }

  #connect(): void {
    this.#isOn = true;
    if (!boards.has(this.#name)) boards.set(this.#name, this);
    this.store.client.connect();
  }

  /** Who comes later begins anew: what was known is not what is. */
  #rest(): void {
    if (this.#users > 0 || !this.#isOn) return;
    this.#isOn = false;
    boards.delete(this.#name, this);
    this.store.client.disconnect();
  }

  #askToken(): string | Promise<string> {
    return typeof this.#token === "function" ? this.#token() : this.#token ?? "";
  }
}

function storeOf(client: AnyClient): BoardStore {
  const known = stores.get(client);
  if (known) return known;
  const store = new BoardStore(client);
  stores.set(client, store);
  return store;
}
