import type { JsonObject } from "../../protocol/message.ts";
import type { KeptPublication } from "../../record/publication.ts";

/** An answer holds no more than this of what a group keeps; who wants more asks again. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** The first of `publications` that fit into an answer; at least one. */
export function withinSize(publications: KeptPublication[]): KeptPublication[] {
  let characters = 0;
  return publications.filter(({ text }, at) => {
    characters += text.length;
    return at === 0 || characters <= MAX_CHARACTERS;
  });
}

/** A publication in an answer: `{offset, time, message}`, its time in ISO 8601. */
export function shown({ offset, time, text }: KeptPublication): JsonObject {
  return { offset, time: new Date(time).toISOString(), message: JSON.parse(text) };
}
