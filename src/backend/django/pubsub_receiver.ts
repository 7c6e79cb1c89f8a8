import type { NameMap } from "./name_map.ts";
import type { LayerNames } from "./layer_names.ts";
import type { Link } from "./link.ts";

/** Takes a message of a group of Django's. */
export type OnBody = (group: string, body: Uint8Array) => void;

/** Hears the groups of a RedisPubSubChannelLayer. */
export class PubSubReceiver {
  readonly #names: LayerNames;
  readonly #links: readonly Link[];
  readonly #onBody: OnBody;
  #followed: ReadonlySet<string> = new Set();

  constructor(links: readonly Link[], names: LayerNames, onBody: OnBody) {
    this.#links = links;
    this.#names = names;
    this.#onBody = onBody;
  }

  /** Follows every group that `map` leads here, watched or not. */
  async followAll(map: NameMap): Promise<void> {
    const globs = map.globs.flatMap((glob) => this.#links.map((link) => ({ glob, link })));
    await Promise.all(
      globs.map(({ glob, link }) =>
        link.follow(this.#names.channelGlob(glob), (channel, body) => {
          const group = this.#names.groupOf(channel);
          // Redis says it once for each glob that fits.
          if (map.globOf(group) === glob) this.#onBody(group, body);
        })
      ),
    );
  }

  /** Follows exactly these groups. */
  async follow(groups: readonly string[]): Promise<void> {
    const wanted = new Set(groups);
    const before = this.#followed;
    this.#followed = wanted;
    await Promise.all([
      ...[...wanted.difference(before)].map((group) =>
        this.#linkOf(group).subscribe(
          this.#names.channel(group),
          (_channel, body) => this.#onBody(group, body),
        )
      ),
      ...[...before.difference(wanted)].map((group) =>
        this.#linkOf(group).unsubscribe(this.#names.channel(group))
      ),
    ]);
  }

  #linkOf(group: string): Link {
    return this.#links[this.#names.channelShard(group)]!;
  }
}
