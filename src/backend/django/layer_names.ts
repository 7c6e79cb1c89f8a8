import { createHash } from "node:crypto";
import { shardOf } from "./shard.ts";

/** Groups under this name are our own tests of a layer. */
export const SELF_TEST = "boardcast.self-test.";

/** The names that one layer gives to things in Redis, and which of its servers has them. */
export class LayerNames {
  readonly #prefix: string;
  readonly #hosts: number;
  readonly #process: string;

  /** `installation` makes our receive keys those of this installation, whichever of its nodes reads them. */
  constructor(prefix: string, { hosts, installation }: { hosts: number; installation: string }) {
    this.#prefix = prefix;
    this.#hosts = hosts;
    this.#process = `specific.${installation}-`;
  }

  /** The channel of a group in the pub/sub layer. */
  channel(group: string): string {
    return `${this.#prefix}__group__${group}`;
  }

  /** The channels of the groups that `glob` fits. */
  channelGlob(glob: string): string {
    return `${this.#prefix.replace(/[*?[\]\\]/g, "\\$&")}__group__${glob}`;
  }

  /** The group of a channel. */
  groupOf(channel: string): string {
    return channel.slice(this.channel("").length);
  }

  /** The server that a channel of the pub/sub layer is on. */
  channelShard(group: string): number {
    return shardOf(this.channel(group), this.#hosts);
  }

  /** The key that has the members of a group in the core layer. */
  members(group: string): string {
    return `${this.#prefix}:group:${group}`;
  }

  /** The server that has the members of a group. */
  membersShard(group: string): number {
    return shardOf(group, this.#hosts);
  }

  /** Our member of a group: a process of its own for each, because the messages of a process share one capacity. */
  ownMember(group: string): string {
    return `${this.#process}${createHash("sha256").update(group).digest("hex").slice(0, 20)}!b`;
  }

  /** Whether a member is one of ours. */
  isOwn(member: string): boolean {
    return member.startsWith(this.#process);
  }

  /** The key under which the messages for the process of `member` wait. */
  receiveKey(member: string): string {
    return this.#prefix + processOf(member);
  }

  /** The server that has the messages for the process of `member`. */
  receiveShard(member: string): number {
    return shardOf(processOf(member), this.#hosts);
  }
}

function processOf(member: string): string {
  return member.slice(0, member.indexOf("!") + 1) || member;
}
