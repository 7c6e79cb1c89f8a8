import type { Group } from "../group/group.ts";
import type { Publication } from "../record/publication.ts";

/** Up to which offset a viewer was sent what was published in a group. */
export type SentUpTo = (group: Group) => number;

/**
 * Leaves out the copies of messages that a viewer was sent in another of its `groups`. It asks the records and positions, so
 * that it holds for one who comes back as well.
 */
export function withoutCopies<T extends Publication>(
  publications: readonly T[],
  group: string,
  groups: readonly Group[],
  sentUpTo: SentUpTo,
): readonly T[] {
  if (publications.every(({ id }) => id === null)) return publications;
  const others = groups.filter(({ name }) => name !== group);
  const wasSent = (id: string) =>
    others.some((other) => (other.record.offsetOfCopy(id) ?? Infinity) <= sentUpTo(other));
  return publications.filter(({ id }) => id === null || !wasSent(id));
}
