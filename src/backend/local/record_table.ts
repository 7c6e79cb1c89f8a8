import type { EventRule } from "../../record/event_rule.ts";
import type { KeptPublication } from "../../record/publication.ts";
import { Record, type Trimmed } from "../../record/record.ts";
import type { Idempotency, Published } from "../backend.ts";
import type { Database } from "./database.ts";

/** How long the answer to an idempotency key is remembered: a day. */
const ANSWER_LIFE = 86_400_000;

interface GroupRow {
  readonly number: number;
  readonly top: number;
  readonly trimmed_offset: number;
  readonly trimmed_time: number;
}

/** Groups, publications and remembered answers as rows of the database. */
export class RecordTable {
  readonly #database: Database;
  readonly #epoch: string;
  readonly #numbers = new Map<string, number>();
  /** What records have dropped; it is deleted with the next turn that writes, or dropped again after a restart. */
  #discarded: { group: string; offsets: number[]; trimmed: Trimmed }[] = [];

  constructor(database: Database) {
    this.#database = database;
    this.#epoch = this.#readEpoch();
  }

  /** The record of `group` as it was kept. @throws StorageError */
  load(group: string, ruleOf: (event: string) => EventRule): Record {
    const row = this.#database.get<GroupRow>("SELECT * FROM groups WHERE name = ?", group);
    if (!row) return new Record(this.#epoch, ruleOf);
    const trimmed = { offset: row.trimmed_offset, time: row.trimmed_time };
    const record = new Record(this.#epoch, ruleOf, { offset: row.top, trimmed });
    const kept = this.#database.all<Omit<KeptPublication, "key">>(
      `SELECT position AS offset, event, time, id, text FROM publications
       WHERE group_number = ? ORDER BY position`,
      row.number,
    );
    const dropped = kept.flatMap((row) => record.restore(row)).concat(record.expire(Date.now()));
    if (dropped.length > 0) this.discard(group, dropped, record.trimmed);
    return record;
  }

  /** Writes `publication` into `group`; inside a turn. @throws StorageError */
  insert(group: string, { offset, event, time, id, text }: KeptPublication): void {
    this.deleteDiscarded();
    const number = this.#number(group);
    this.#database.run("UPDATE groups SET top = ? WHERE number = ?", offset, number);
    this.#database.run(
      "INSERT INTO publications (group_number, position, event, time, id, text) VALUES (?, ?, ?, ?, ?, ?)",
      number,
      offset,
      event,
      time,
      id,
      text,
    );
  }

  /** Deletes the publications of `group` with these offsets, those that are there; inside a turn. @throws StorageError */
  delete(group: string, offsets: readonly number[]): void {
    for (const offset of offsets) {
      this.#database.run(
        `DELETE FROM publications
         WHERE group_number = (SELECT number FROM groups WHERE name = ?) AND position = ?`,
        group,
        offset,
      );
    }
  }

  /** Has the rows of `offsets` deleted when there is a transaction for it. */
  discard(group: string, offsets: number[], trimmed: Trimmed): void {
    this.#discarded.push({ group, offsets, trimmed });
  }

  /** The answer that was given to an idempotency key, and the fingerprint of its request. @throws StorageError */
  answer(key: string): { fingerprint: string; published: Published[] } | undefined {
    const row = this.#database.get<{ fingerprint: string; answer: string }>(
      "SELECT fingerprint, answer FROM answers WHERE key = ? AND expires > ?",
      key,
      Date.now(),
    );
    return row && { fingerprint: row.fingerprint, published: JSON.parse(row.answer) };
  }

  /** Remembers the answer to an idempotency key for a day; inside a turn. @throws StorageError */
  rememberAnswer({ key, fingerprint }: Idempotency, published: Published[]): void {
    this.#database.run(
      "INSERT OR REPLACE INTO answers (key, fingerprint, answer, expires) VALUES (?, ?, ?, ?)",
      key,
      fingerprint,
      JSON.stringify(published),
      Date.now() + ANSWER_LIFE,
    );
  }

  /** Forgets what it knew of `group` from a transaction that was undone. */
  forget(group: string): void {
    this.#numbers.delete(group);
  }

  /** Deletes remembered answers and documents that have expired; inside a turn. @throws StorageError */
  deleteExpired(now: number): void {
    this.#database.run("DELETE FROM answers WHERE expires <= ?", now);
    this.#database.run("DELETE FROM documents WHERE expires <= ?", now);
    this.deleteDiscarded();
  }

  /** Deletes what was handed to {@link RecordTable.discard}; inside a turn. @throws StorageError */
  deleteDiscarded(): void {
    const discarded = this.#discarded;
    this.#discarded = [];
    for (const { group, offsets, trimmed } of discarded) {
      this.delete(group, offsets);
      this.#database.run(
        "UPDATE groups SET trimmed_offset = ?, trimmed_time = ? WHERE name = ?",
        trimmed.offset,
        trimmed.time,
        group,
      );
    }
  }

  #number(group: string): number {
    const known = this.#numbers.get(group);
    if (known !== undefined) return known;
    this.#database.run(
      "INSERT INTO groups (name, top, trimmed_offset, trimmed_time) VALUES (?, 0, 0, 0) ON CONFLICT DO NOTHING",
      group,
    );
    const { number } = this.#database.get<GroupRow>("SELECT number FROM groups WHERE name = ?", group)!;
    this.#numbers.set(group, number);
    return number;
  }

  /** One epoch for the whole file: numbering starts again only if the file does. */
  #readEpoch(): string {
    this.#database.run(
      "INSERT INTO about (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING",
      newEpoch(),
    );
    return this.#database.get<{ value: string }>("SELECT value FROM about WHERE name = 'epoch'")!.value;
  }
}

function newEpoch(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}
