import type { Record, Trimmed } from "../../record/record.ts";
import type { EventRule } from "../../record/event_rule.ts";
import type { KeptPublication } from "../../record/publication.ts";
import type { RedisLink } from "./redis_link.ts";
import { Script } from "./script.ts";
import { markOf, parseKept } from "./stored.ts";
import arrangeText from "./arrange.lua" with { type: "text" };
import loadText from "./load.lua" with { type: "text" };
import removeText from "./remove.lua" with { type: "text" };

const ARRANGE = new Script(arrangeText);
const LOAD = new Script(loadText);
const REMOVE = new Script(removeText);

/** How long a group is remembered that nobody has published to, in ms: a day after it was read last. */
export const EMPTY_LIFE = 86_400_000;

/** So many publications are read one by one; instead of more, all that is kept is read. */
const MOST_SINGLE = 1000;

/** What a group keeps, or what of it a node lacks. */
export interface Loaded {
  readonly epoch: string;
  readonly offset: number;
  readonly trimmed: Trimmed;
  readonly acknowledgements: number;
  /** Whether it is all of it, or only what the node lacks. */
  readonly isAll: boolean;
  readonly publications: readonly KeptPublication[];
}

/** What a node has of a group. */
export interface Known {
  readonly epoch: string;
  readonly offset: number;
  readonly acknowledgements: number;
  /** When what is at `offset` was published, in ms since 1970; 0 if it is not kept. */
  readonly time: number;
}

const NOTHING: Known = { epoch: "", offset: 0, acknowledgements: 0, time: 0 };

type LoadAnswer = [
  epoch: string,
  offset: string,
  lost: string,
  time: string,
  acknowledgements: string,
  what: string,
  values: string[],
];

/** What nodes do with a single group in Redis. */
export class GroupScripts {
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    this.#link = link;
  }

  /** Reads what a node lacks that has `known`. @throws StorageError */
  async load(group: string, known: Known | null): Promise<Loaded> {
    const answer = await LOAD.run(this.#link.commands, [this.#link.groupKey(group)], loadArguments(known));
    const [epoch, offset, lost, time, acknowledgements, what, values] = answer as LoadAnswer;
    return {
      epoch,
      offset: Number(offset),
      trimmed: { offset: Number(lost), time: Number(time) },
      acknowledgements: Number(acknowledgements),
      isAll: what === "all",
      publications: pairsOf(values),
    };
  }

  /** Takes out what is acknowledged, and says so; what was there. @throws StorageError */
  acknowledge(group: string, offsets: readonly number[], { batch }: { batch: string }): Promise<number[]> {
    return this.#remove(group, [batch, "PUBLISH", this.#link.groupKey(group), "0", "0"], offsets);
  }

  /** Takes out what is kept no more. @throws StorageError */
  async discard(group: string, offsets: readonly number[], { offset, time }: Trimmed): Promise<void> {
    await this.#remove(group, ["", "", "", String(offset), String(time)], offsets);
  }

  /** Indexes a group by the rules that `record` goes by; whether `record` had everything. @throws StorageError */
  async arrange(
    group: string,
    record: Record,
    { ruleOf, acknowledgements }: { ruleOf: (event: string) => EventRule; acknowledgements: number },
  ): Promise<boolean> {
    const { publications, position } = record.since();
    const events = new Set(publications.map(({ event }) => event));
    const marks = Object.fromEntries([...events].map((event) => [event, markOf(ruleOf(event))]));
    const { epoch, offset } = position;
    const state = [epoch, offset, acknowledgements, record.trimmed.offset, record.trimmed.time].map(String);
    const entries = publications.flatMap(({ event, key, offset }) => [event, key ?? "", String(offset)]);
    const args = [...state, JSON.stringify(marks), ...entries];
    return await ARRANGE.run(this.#link.commands, [this.#link.groupKey(group)], args) === 1;
  }

  async #remove(group: string, how: string[], offsets: readonly number[]): Promise<number[]> {
    const args = [...how, ...offsets.map(String)];
    return (await REMOVE.run(this.#link.commands, [this.#link.groupKey(group)], args) as string[]).map(
      Number,
    );
  }
}

/** A new random epoch. */
export function newEpoch(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

function loadArguments(known: Known | null): string[] {
  const { epoch, offset, acknowledgements, time } = known ?? NOTHING;
  return [newEpoch(), EMPTY_LIFE, epoch, offset, acknowledgements, MOST_SINGLE, time].map(String);
}

function pairsOf(values: readonly string[]): KeptPublication[] {
  const publications: KeptPublication[] = [];
  for (let at = 0; at < values.length; at += 2) publications.push(parseKept(values[at]!, values[at + 1]!));
  return publications.sort((one, other) => one.offset - other.offset);
}
