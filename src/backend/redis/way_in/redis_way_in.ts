import { Misfits } from "../../misfits.ts";
import type { Nodes } from "../../nodes.ts";
import { WhileFirst } from "../../while_first.ts";
import type { NewDriver } from "../driver.ts";
import { ChannelWayIn } from "./channel_way_in.ts";
import { StreamWayIn } from "./stream_way_in.ts";
import type { Taker } from "./taker.ts";

/** What a {@link RedisWayIn} works with. */
export interface RedisWayInParts {
  readonly newDriver: NewDriver;
  readonly place: string;
  readonly prefix: string;
  readonly nodes: Nodes;
  readonly take: Taker;
}

/** Redis as a way in, for producers that have no HTTP: channels and a stream. One of the nodes takes what comes, in order. */
export class RedisWayIn implements AsyncDisposable {
  readonly misfits: Misfits = new Misfits();
  readonly #first: WhileFirst;
  /** Ends after what it has begun with. */
  #ending: Promise<void> = Promise.resolve();

  constructor({ newDriver, nodes, ...parts }: RedisWayInParts) {
    const { misfits } = this;
    this.#first = new WhileFirst(nodes, () => {
      const channels = new ChannelWayIn(newDriver, { ...parts, misfits });
      const stream = new StreamWayIn(newDriver, { ...parts, node: nodes.self.id, misfits });
      return {
        [Symbol.dispose]: () => {
          channels[Symbol.dispose]();
          this.#ending = Promise.all([this.#ending, stream[Symbol.asyncDispose]()]).then(() => {});
        },
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#first[Symbol.dispose]();
    await this.#ending;
  }
}
