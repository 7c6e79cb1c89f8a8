import type { Link } from "./link.ts";

/** A node that says nothing for so long (ms) has lost its lease. */
export const LIFE = 3_000;
const REMEMBERED_SECONDS = 604_800;

const KEEP = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local heard = redis.call('GET', KEYS[2])
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
return heard or '0'`;

const RELEASE =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/** Which node of an installation listens to a layer, and when one last did: two keys in the Redis of the layer. */
export class Lease {
  readonly #link: Link;
  readonly #holder: string;
  readonly #keys: readonly [string, string];

  constructor(link: Link, { name, holder }: { name: string; holder: string }) {
    this.#link = link;
    this.#holder = holder;
    this.#keys = [`boardcast:django:{${name}}:lease`, `boardcast:django:{${name}}:heard`];
  }

  /**
   * Takes the lease, or keeps it; `null` if another node has it. Otherwise when a node last kept it (ms since 1970; 0 if
   * nobody knows).
   */
  async keep(): Promise<number | null> {
    const args = [this.#holder, String(LIFE), String(Date.now()), String(REMEMBERED_SECONDS)];
    const heard = await this.#link.run<Uint8Array | null>("EVAL", KEEP, "2", ...this.#keys, ...args);
    return heard && Number(heard);
  }

  /** Lets another node have it at once. */
  async release(): Promise<void> {
    await this.#link.run("EVAL", RELEASE, "1", this.#keys[0], this.#holder);
  }
}
