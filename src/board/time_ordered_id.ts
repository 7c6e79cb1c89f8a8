/** A new id; ids sort by the time at which they were made, to the millisecond. */
export function timeOrderedId(): string {
  return `${Date.now().toString(36).padStart(9, "0")}-${crypto.randomUUID().slice(0, 13)}`;
}
