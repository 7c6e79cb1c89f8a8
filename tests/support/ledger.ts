/** What was published in a stress test, and where it was acknowledged: what viewers must have been told. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Random } from "../../src/demo/random.ts";
import type { Receipt } from "./http_client.ts";
import type { Item } from "./plant.ts";

/** The event that is published in a group, by how the group's name begins. */
const EVENTS: Record<string, string> = {
  log: "entry",
  room: "entry",
  short: "brief",
  state: "state",
  series: "series",
  transient: "flash",
};

/** How many keys states and series have. */
const KEYS = 8;

/** What paddings are made of: characters of one to four bytes, and such that JSON has to quote. */
const PIECES = ["x".repeat(40), "é€", "😀", '"\\', "\n\t", "\u0000\u2028", "plain "].map((text) => ({
  text,
  bytes: new TextEncoder().encode(JSON.stringify(text)).length - 2,
}));

/** Makes messages and remembers them. */
export class Ledger {
  readonly #hashes = new Map<string, string>();
  readonly #ids = new Map<string, string[]>();

  #published = 0;

  /** A message for `group` with a padding of about `bytes` as JSON. */
  message(group: string, bytes: number, random: Random): Item {
    const id = String(++this.#published);
    const padding = paddingOf(bytes, random);
    this.#hashes.set(id, hash(padding));
    const type = EVENTS[group.split("_")[0]!]!;
    return { group, message: { type, id, of: group, k: random.integer(1, KEYS), padding } };
  }

  /** Notes that `items` were acknowledged. */
  acknowledge(items: readonly Item[], receipts: readonly Receipt[]): void {
    for (const [at, { group, message }] of items.entries()) {
      const { offset } = receipts[at]!;
      assert.equal(receipts[at]!.group, group);
      if (offset === null) continue;
      const ids = this.idsOf(group);
      assert.equal(ids[offset - 1], undefined, `${group}: ${offset} was acknowledged twice`);
      ids[offset - 1] = message["id"] as string;
    }
  }

  /** The ids of what was published in `group`, in the order of their offsets. */
  idsOf(group: string): string[] {
    const ids = this.#ids.get(group) ?? [];
    this.#ids.set(group, ids);
    return ids;
  }

  /** The groups in which something was kept. */
  get groups(): string[] {
    return [...this.#ids.keys()];
  }

  /** Whether `message` is to the byte what was published under its id. */
  isIntact({ id, padding }: { id?: string; padding?: string }): boolean {
    return id !== undefined && padding !== undefined && this.#hashes.get(id) === hash(padding);
  }
}

function paddingOf(most: number, random: Random): string {
  const parts: string[] = [];
  for (let length = 0; length < most;) {
    const { text, bytes } = random.pick(PIECES);
    parts.push(text);
    length += bytes;
  }
  return parts.join("");
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("base64");
}
