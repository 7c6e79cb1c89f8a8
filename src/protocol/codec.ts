/** How a client speaks: `plain` gets a board's own frames, `v1` (subprotocol `boardcast.v1`) gets everything. */
export type Dialect = "plain" | "v1";

/** The subprotocol that asks for the `v1` dialect. */
export const SUBPROTOCOL = "boardcast.v1";

/** A frame holds no more characters than this, unless a single publication does. */
export const MAX_FRAME_CHARACTERS = 128 * 1024;

/** What a frame needs of a publication: its message as JSON text, and its offset unless it is transient. */
export interface Encodable {
  readonly text: string;
  readonly offset: number | null;
}

/** The frames that carry `publications` of `group`: each a frame for `plain`, and a frame for `v1` all the same. */
export function encode(dialect: Dialect, group: string, publications: readonly Encodable[]): string[] {
  if (dialect === "plain") return publications.map(({ text }) => text);
  return publications.map((publication) => withPosition(group, publication));
}

/** One frame of the `v1` dialect that carries all of `frames`: one as it is, several as an array. */
export function joined(frames: readonly string[]): string {
  return frames.length === 1 ? frames[0]! : `[${frames.join(",")}]`;
}

/** Cuts `items` into runs of no more than {@link MAX_FRAME_CHARACTERS}, each of one item at least. */
export function sliced<T>(items: readonly T[], charactersOf: (item: T) => number): T[][] {
  const slices: T[][] = [];
  let room = 0;
  for (const item of items) {
    const characters = charactersOf(item);
    if (characters > room || slices.length === 0) {
      slices.push([]);
      room = MAX_FRAME_CHARACTERS;
    }
    slices.at(-1)!.push(item);
    room -= characters;
  }
  return slices;
}

function withPosition(group: string, { text, offset }: Encodable): string {
  const position = offset === null ? "" : `"$offset":${offset},`;
  return `{"$group":${JSON.stringify(group)},${position}${text.slice(1)}`;
}
