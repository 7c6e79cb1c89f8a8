import { setImmediate } from "node:timers/promises";
import type { Record } from "../../record/record.ts";
import {
  type BackendEvents,
  type Draft,
  type Idempotency,
  type Published,
  type Records,
  StorageError,
} from "../backend.ts";
import { GroupScripts } from "./group_scripts.ts";
import { HandOver } from "./hand_over.ts";
import { Publishing } from "./publishing.ts";
import type { RedisLink } from "./redis_link.ts";
import type { Replica } from "./replica.ts";
import { Replicas } from "./replicas.ts";

/** How often it is tried to index a group while others publish to it. */
const ATTEMPTS = 10;

/** Records that many nodes share: they are in Redis, and each node has replicas of those of its open groups. */
export class RedisRecords implements Records, Disposable {
  readonly #link: RedisLink;
  readonly #events: BackendEvents;
  readonly #scripts: GroupScripts;
  readonly #handOver = new HandOver();
  readonly #replicas: Replicas;
  readonly #publishing: Publishing;

  constructor(link: RedisLink, events: BackendEvents) {
    this.#link = link;
    this.#events = events;
    this.#scripts = new GroupScripts(link);
    this.#replicas = new Replicas({ link, scripts: this.#scripts, handOver: this.#handOver, events });
    this.#publishing = new Publishing({
      link,
      handOver: this.#handOver,
      ruleOf: (group, event) => events.ruleOf(group, event),
      isOpen: (group) => this.#replicas.has(group),
      arrange: (group) => this.#arrangeOf(group),
    });
  }

  get loads(): number {
    return this.#replicas.loads;
  }

  /** Why Redis refused what it was given last; `null` if it did not. */
  get problem(): string | null {
    return this.#publishing.problem;
  }

  publish(
    drafts: readonly Draft[],
    { idempotency, answered = drafts.length }: { idempotency?: Idempotency; answered?: number } = {},
  ): Promise<Published[]> {
    return this.#publishing.publish(drafts, { idempotency, answered });
  }

  async acknowledge(group: string, offsets: readonly number[]): Promise<number[]> {
    const record = await this.open(group);
    try {
      // What was published in this turn comes first.
      await setImmediate();
      const kept = [...new Set(offsets)].filter((offset) => record.has(offset));
      return kept.length === 0 ? [] : await this.#acknowledge(group, kept);
    } finally {
      this.close(group);
    }
  }

  async rulesChanged(): Promise<void> {
    this.#publishing.rulesChanged();
    const now = this.#link.commands.now;
    for (const { record } of this.#replicas.all) record.rearrange(now);
    await Promise.all(this.#replicas.all.map((replica) => this.#arrange(replica)));
  }

  async open(group: string): Promise<Record> {
    return (await this.#replicas.open(group)).record;
  }

  close(group: string): void {
    this.#replicas.close(group);
  }

  async read<T>(group: string, read: (record: Record) => T): Promise<T> {
    const record = await this.open(group);
    try {
      return read(record);
    } finally {
      this.close(group);
    }
  }

  /** Drops what is older now than its rule keeps it, here and in Redis, and replicas that nobody needs. @throws StorageError */
  async expire(): Promise<void> {
    this.#replicas.dropIdle(Date.now());
    const now = this.#link.commands.now;
    const expired = this.#replicas.all.map(({ group, record }) => ({
      group,
      record,
      offsets: record.expire(now),
    }));
    await Promise.all(
      expired.filter(({ offsets }) => offsets.length > 0)
        .map(({ group, record, offsets }) => this.#scripts.discard(group, offsets, record.trimmed)),
    );
  }

  [Symbol.dispose](): void {
    this.#replicas[Symbol.dispose]();
  }

  async #acknowledge(group: string, offsets: readonly number[]): Promise<number[]> {
    const batch = this.#publishing.newBatchId();
    const handed = this.#handOver.expect(batch, [group]);
    try {
      const removed = await this.#scripts.acknowledge(group, offsets, { batch });
      if (removed.length > 0) await handed.done;
      return removed;
    } finally {
      handed.forget();
    }
  }

  async #arrangeOf(group: string): Promise<void> {
    const replica = await this.#replicas.open(group);
    try {
      await this.#arrange(replica);
    } finally {
      this.close(group);
    }
  }

  /** What came meanwhile is read first. */
  async #arrange(replica: Replica): Promise<void> {
    const { group, record } = replica;
    const ruleOf = (event: string) => this.#events.ruleOf(group, event);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { acknowledgements } = replica.known!;
      if (await this.#scripts.arrange(group, record, { ruleOf, acknowledgements })) return;
      await this.#replicas.refresh(replica);
    }
    throw new StorageError(`Cannot index "${group}" by the changed rules: too much is published to it`);
  }
}
