import { type EventRule, isTransient, keyOfText } from "../../record/event_rule.ts";
import type { KeptPublication, Publication } from "../../record/publication.ts";
import { isKept, type Record } from "../../record/record.ts";
import {
  type Draft,
  type Idempotency,
  IdempotencyConflict,
  type OnAcknowledged,
  type OnPublications,
  type Published,
  publishedAt,
  type Records,
} from "../backend.ts";
import type { Database } from "./database.ts";
import { RecordTable } from "./record_table.ts";

/** The rule of an event in a group. */
export type RuleOf = (group: string, event: string) => EventRule;

/** How many records stay in memory although nobody has them open. */
const IDLE_RECORDS = 10_000;

/** The rules of events, and who is told what becomes of groups. */
export interface LocalRecordsOptions {
  readonly ruleOf: RuleOf;
  readonly onPublications: OnPublications;
  readonly onAcknowledged?: OnAcknowledged;
}

interface Shelved {
  readonly record: Record;
  /** The last offset given out; ahead of the record until the turn is committed. */
  numbered: number;
  opened: number;
}

interface Outcome {
  readonly published: Published[];
  readonly publications: readonly (readonly [group: string, publication: Publication])[];
}

/** Records in this process, kept in SQLite: a publication is visible when its commit is on disk. */
export class LocalRecords implements Records {
  readonly #database: Database;
  readonly #table: RecordTable;
  readonly #ruleOf: RuleOf;
  readonly #onPublications: OnPublications;
  readonly #onAcknowledged: OnAcknowledged;
  readonly #records = new Map<string, Shelved>();
  /** What this turn has committed, per group, until the turn's end hands it on. */
  #fresh = new Map<string, Publication[]>();
  /** What was acknowledged in this turn, per group. */
  #acknowledged = new Map<string, number[]>();
  #loads = 0;
  /** Counts how often the rules have changed. */
  #rulesVersion = 0;

  constructor(
    database: Database,
    { ruleOf, onPublications, onAcknowledged = () => {} }: LocalRecordsOptions,
  ) {
    this.#database = database;
    this.#table = new RecordTable(database);
    this.#ruleOf = ruleOf;
    this.#onPublications = onPublications;
    this.#onAcknowledged = onAcknowledged;
  }

  get loads(): number {
    return this.#loads;
  }

  publish(
    drafts: readonly Draft[],
    { idempotency, answered = drafts.length }: { idempotency?: Idempotency; answered?: number } = {},
  ): Promise<Published[]> {
    const writes = idempotency !== undefined || drafts.some((draft) => !isTransient(this.#rule(draft)));
    const groups = new Set(drafts.map(({ group }) => group));
    const version = this.#rulesVersion;
    return this.#database.turn(() => this.#keep(this.#rekeyed(drafts, version), answered, idempotency), {
      writes,
      committed: ({ publications }) => this.#show(publications),
      failed: () => groups.forEach((group) => this.#unnumber(group)),
    }).then(({ published }) => published);
  }

  async acknowledge(group: string, offsets: readonly number[]): Promise<number[]> {
    // It is open until then, so that it is the record that the turn's publications go into.
    const record = await this.open(group);
    let removed: number[] = [];
    try {
      const kept = [...new Set(offsets)].filter((offset) => record.has(offset));
      if (kept.length === 0) return removed;
      await this.#database.turn(() => this.#table.delete(group, kept), {
        committed: () => removed = this.#remove(group, record, kept),
      });
    } finally {
      this.close(group);
    }
    return removed;
  }

  rulesChanged(): Promise<void> {
    this.#rulesVersion++;
    const now = Date.now();
    for (const [group, { record }] of this.#records) this.#discard(group, record, record.rearrange(now));
    return this.#database.turn(() => this.#table.deleteDiscarded());
  }

  open(group: string): Promise<Record> {
    return Promise.try(() => {
      const shelved = this.#shelved(group);
      shelved.opened++;
      return shelved.record;
    });
  }

  close(group: string): void {
    const shelved = this.#records.get(group);
    if (shelved && shelved.opened > 0) shelved.opened--;
  }

  read<T>(group: string, read: (record: Record) => T): Promise<T> {
    return Promise.try(() => read(this.#shelved(group).record));
  }

  /** Hands on what the turn that just ended has made visible. */
  turnEnded(): void {
    const [fresh, acknowledged] = [this.#fresh, this.#acknowledged];
    this.#fresh = new Map();
    this.#acknowledged = new Map();
    if (fresh.size > 0) this.#onPublications(fresh);
    for (const [group, offsets] of acknowledged) this.#onAcknowledged(group, offsets);
  }

  /** Drops what is older at `now` (ms) than its rule keeps it, here and in the file. */
  expire(now: number): Promise<void> {
    for (const [group, { record }] of this.#records) this.#discard(group, record, record.expire(now));
    return this.#database.turn(() => this.#table.deleteExpired(now));
  }

  #keep(drafts: readonly Draft[], answered: number, idempotency: Idempotency | undefined): Outcome {
    const earlier = idempotency && this.#earlierAnswer(idempotency);
    if (earlier) return { published: earlier, publications: [] };
    const publications = drafts.map((draft) => [draft.group, this.#number(draft)] as const);
    const published = publications.slice(0, answered).map(([group, { offset }]) =>
      publishedAt(group, this.#shelved(group).record.position, offset)
    );
    if (idempotency) this.#table.rememberAnswer(idempotency, published);
    return { published, publications };
  }

  #earlierAnswer(idempotency: Idempotency): Published[] | undefined {
    const earlier = this.#table.answer(idempotency.key);
    if (!earlier) return undefined;
    if (earlier.fingerprint === idempotency.fingerprint) return earlier.published;
    throw new IdempotencyConflict(
      "The idempotency key was used before for a different request: use a new one",
    );
  }

  /** What was handed in before the rules changed has keys from before. */
  #rekeyed(drafts: readonly Draft[], version: number): readonly Draft[] {
    if (version === this.#rulesVersion) return drafts;
    return drafts.map((draft) => ({ ...draft, key: keyOfText(this.#rule(draft), draft.text) }));
  }

  #number({ group, ...draft }: Draft): Publication {
    const time = Date.now();
    if (isTransient(this.#ruleOf(group, draft.event))) return { ...draft, offset: null, time };
    const offset = ++this.#shelved(group).numbered;
    const publication: KeptPublication = { ...draft, offset, time };
    this.#table.insert(group, publication);
    return publication;
  }

  #show(publications: Outcome["publications"]): void {
    for (const [group, publication] of publications) {
      const fresh = this.#fresh.get(group);
      if (fresh) fresh.push(publication);
      else this.#fresh.set(group, [publication]);
      if (isKept(publication)) this.#append(group, publication);
    }
  }

  #remove(group: string, record: Record, offsets: readonly number[]): number[] {
    const removed = record.remove(offsets);
    if (removed.length > 0) {
      this.#acknowledged.set(group, [...this.#acknowledged.get(group) ?? [], ...removed]);
    }
    return removed;
  }

  #discard(group: string, record: Record, dropped: number[]): void {
    if (dropped.length > 0) this.#table.discard(group, dropped, record.trimmed);
  }

  #append(group: string, publication: KeptPublication): void {
    const shelved = this.#shelved(group);
    const { record } = shelved;
    this.#discard(group, record, record.append(publication));
    // A refused request of the same turn may have set it back.
    shelved.numbered = Math.max(shelved.numbered, publication.offset);
  }

  #unnumber(group: string): void {
    this.#table.forget(group);
    const shelved = this.#records.get(group);
    if (shelved) shelved.numbered = shelved.record.position.offset;
  }

  #rule({ group, event }: Draft): EventRule {
    return this.#ruleOf(group, event);
  }

  #shelved(group: string): Shelved {
    const known = this.#records.get(group);
    if (known) return known;
    const record = this.#table.load(group, (event) => this.#ruleOf(group, event));
    this.#loads++;
    const shelved = { record, numbered: record.position.offset, opened: 0 };
    this.#dropIdleRecords();
    this.#records.set(group, shelved);
    return shelved;
  }

  /** The oldest first; they are loaded again when they are needed. */
  #dropIdleRecords(): void {
    for (const [group, { opened, numbered, record }] of this.#records) {
      if (this.#records.size < IDLE_RECORDS) return;
      const isIdle = opened === 0 && numbered === record.position.offset;
      if (isIdle) this.#records.delete(group);
    }
  }
}
