import type { JsonObject } from "../../protocol/message.ts";
import { type DocumentName, type Entry, StorageError, type Store, type Transaction } from "../backend.ts";
import type { RedisLink } from "./redis_link.ts";
import { Script } from "./script.ts";
import commitText from "./store_commit.lua" with { type: "text" };
import listText from "./store_list.lua" with { type: "text" };

const COMMIT = new Script(commitText);
const LIST = new Script(listText);

/** How often a transaction is run again because something it read has changed meanwhile. */
const ATTEMPTS = 100;

interface Write {
  readonly name: DocumentName;
  /** "" to delete it. */
  readonly text: string;
  readonly expires: number;
}

/** The store in Redis: a key a document, and an index of each collection. */
export class RedisStore implements Store {
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    this.#link = link;
  }

  get now(): number {
    return this.#link.commands.now;
  }

  async get<T extends JsonObject>(collection: string, id: string): Promise<T | undefined> {
    const key = this.#key([collection, id]);
    const text = await this.#link.commands.call(key, ["GET", key]) as string | null;
    return text === null ? undefined : JSON.parse(text) as T;
  }

  async list<T extends JsonObject>(
    collection: string,
    { prefix = "", after, limit = 1000, reverse = false }: {
      prefix?: string;
      after?: string;
      limit?: number;
      reverse?: boolean;
    } = {},
  ): Promise<Entry<T>[]> {
    const start = `${collection}/`;
    const [low, high] = [`[${start}${prefix}`, `(${start}${prefix}\u{10ffff}`];
    const from = after === undefined ? undefined : `(${start}${after}`;
    const range = reverse ? [lowest(from, high), low] : [highest(from, low), high];
    const args = [this.#place(), start, ...range, String(limit), reverse ? "1" : "0"];
    const answer = await LIST.run(this.#link.commands, [this.#index()], args) as string[];
    return pairs(answer).map(([id, text]) => ({ id, value: JSON.parse(text) as T }));
  }

  async transaction<T>(reads: readonly DocumentName[], work: (transaction: Transaction) => T): Promise<T> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const texts = await this.#read(reads);
      const writes: Write[] = [];
      const answer = work(transactionOn(reads, texts, { now: this.now, writes }));
      if (writes.length === 0 || await this.#commit(reads, texts, writes)) return answer;
    }
    throw new StorageError("Too many change the same documents at the same time");
  }

  async #read(names: readonly DocumentName[]): Promise<string[]> {
    if (names.length === 0) return [];
    const keys = names.map((name) => this.#key(name));
    const texts = await this.#link.commands.call(keys[0]!, ["MGET", ...keys]) as (string | null)[];
    return texts.map((text) => text ?? "");
  }

  async #commit(
    reads: readonly DocumentName[],
    texts: readonly string[],
    writes: readonly Write[],
  ): Promise<boolean> {
    const keys = [...reads, ...writes.map(({ name }) => name)].map((name) => this.#key(name));
    const changes = writes.flatMap(({ name: [collection, id], text, expires }, index) => [
      String(reads.length + index + 1),
      `${collection}/${id}`,
      text,
      String(expires),
    ]);
    const args = [String(reads.length), ...texts, ...changes];
    return await COMMIT.run(this.#link.commands, [...keys, this.#index()], args) === 1;
  }

  #key([collection, id]: DocumentName): string {
    return `${this.#place()}${collection}/${id}`;
  }

  /** What begins the keys of documents. */
  #place(): string {
    return this.#link.key("{store}", "d", "");
  }

  #index(): string {
    return this.#link.key("{store}", "ids");
  }
}

function transactionOn(
  reads: readonly DocumentName[],
  texts: readonly string[],
  { now, writes }: { now: number; writes: Write[] },
): Transaction {
  return {
    now,
    get: <T extends JsonObject>(collection: string, id: string) => {
      const index = reads.findIndex(([c, i]) => c === collection && i === id);
      if (index < 0) {
        throw new TypeError(`Cannot read "${collection}/${id}": the transaction did not name it`);
      }
      const text = texts[index]!;
      return text === "" ? undefined : JSON.parse(text) as T;
    },
    put: (collection, id, value, { expires = 0 } = {}) => {
      writes.push({ name: [collection, id], text: JSON.stringify(value), expires: Math.ceil(expires) });
    },
    delete: (collection, id) => {
      writes.push({ name: [collection, id], text: "", expires: 0 });
    },
  };
}

/** The later of two beginnings, as ranges of Redis say them. */
function highest(one: string | undefined, other: string): string {
  return one !== undefined && one.slice(1) >= other.slice(1) ? one : other;
}

function lowest(one: string | undefined, other: string): string {
  return one !== undefined && one.slice(1) < other.slice(1) ? one : other;
}

function pairs(flat: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) all.push([flat[at]!, flat[at + 1]!]);
  return all;
}
