import type { EventRule } from "../../record/event_rule.ts";
import type { KeptPublication, Publication } from "../../record/publication.ts";
import type { Draft } from "../backend.ts";

/** What is said in the channel of a group. */
export type Message = PublishedMessage | AcknowledgedMessage;

/** What was published in one batch. */
export interface PublishedMessage {
  readonly kind: "published";
  readonly batch: string;
  readonly epoch: string;
  /** The offset of the first that is kept; of none, where the record stands plus one. */
  readonly first: number;
  readonly publications: readonly Publication[];
}

/** What was acknowledged, as the `count`th time in this group. */
export interface AcknowledgedMessage {
  readonly kind: "acknowledged";
  readonly batch: string;
  readonly epoch: string;
  readonly count: number;
  readonly offsets: readonly number[];
}

/** A draft as the three lines in which Redis keeps it and says it; JSON has no line breaks. */
export function linesOf({ event, id, key, text }: Draft): [head: string, key: string, text: string] {
  return [JSON.stringify([event, id, key === null ? 0 : 1]), key ?? "", text];
}

/** How an event is indexed: another mark needs another index. */
export function markOf({ key }: EventRule): string {
  return JSON.stringify(key ?? null);
}

/** What a channel has said. */
export function parseMessage(message: string): Message {
  const lines = message.split("\n");
  const [kind, batch, epoch, count] = lines as [string, string, string, string];
  if (kind === "a") {
    return { kind: "acknowledged", batch, epoch, count: Number(count), offsets: numbers(lines[4]!) };
  }
  const first = Number(count);
  return { kind: "published", batch, epoch, first, publications: publicationsIn(lines, first) };
}

/** What is kept at `offset`. Its key is that of the rule that was in force. */
export function parseKept(offset: string, value: string): KeptPublication {
  const [time, head, key, text] = value.split("\n") as [string, string, string, string];
  return { ...fromLines(head, key, text), offset: Number(offset), time: Number(time) };
}

function publicationsIn(lines: readonly string[], first: number): Publication[] {
  const time = Number(lines[4]);
  const publications: Publication[] = [];
  let offset = first;
  for (let at = 5; at < lines.length; at += 4) {
    const isKept = lines[at] === "1";
    const publication = fromLines(lines[at + 1]!, lines[at + 2]!, lines[at + 3]!);
    publications.push({ ...publication, offset: isKept ? offset++ : null, time });
  }
  return publications;
}

function fromLines(
  head: string,
  key: string,
  text: string,
): Pick<Publication, "event" | "id" | "key" | "text"> {
  const [event, id, isKeyed] = JSON.parse(head) as [string, string | null, 0 | 1];
  return { event, id, key: isKeyed ? key : null, text };
}

function numbers(list: string): number[] {
  return list === "" ? [] : list.split(",").map(Number);
}
