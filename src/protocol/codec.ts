import type { Gap, Position } from "./position.ts";

/** How a client speaks: `plain` gets a board's own frames, `v1` (subprotocol `boardcast.v1`) gets everything. */
export type Dialect = "plain" | "v1";

/** The subprotocol that asks for the `v1` dialect. */
export const SUBPROTOCOL = "boardcast.v1";

/** What a frame needs of a publication: its message as JSON text, and its offset unless it is transient. */
export interface Encodable {
  readonly text: string;
  readonly offset: number | null;
}

/** The frames that carry `publications` of `group`: one a publication for `plain`, one for all of them for `v1`. */
export function encode(dialect: Dialect, group: string, publications: readonly Encodable[]): string[] {
  if (dialect === "plain") return publications.map((publication) => publication.text);
  const frames = publications.map((publication) => withPosition(group, publication));
  return frames.length < 2 ? frames : [`[${frames.join(",")}]`];
}

function withPosition(group: string, { text, offset }: Encodable): string {
  const position = offset === null ? "" : `"$offset":${offset},`;
  return `{"$group":${JSON.stringify(group)},${position}${text.slice(1)}`;
}

/** The `$gap` frame: what of `group` is missing, and when it was published. */
export function encodeGap(group: string, gap: Gap): string {
  return JSON.stringify({ type: "$gap", group, ...gap });
}

/** The `$welcome` frame, the first one of the `v1` dialect. */
export function encodeWelcome(
  welcome: {
    connection: string;
    identity: { subject: string | null; roles: readonly string[] };
    groups: Record<string, Position>;
    heartbeat: number;
    server: string;
  },
): string {
  return JSON.stringify({ type: "$welcome", ...welcome });
}
