import { getLogger } from "@logtape/logtape";
import { StorageError } from "../../backend.ts";
import type { Listener, NewDriver } from "../driver.ts";
import { RedisConnection } from "../redis_connection.ts";
import type { Misfits } from "../../misfits.ts";
import type { Taker } from "./taker.ts";

/** So many messages wait to be kept; what comes beyond is lost, and counted. */
const MOST_WAITING = 10_000;

const log = getLogger(["boardcast", "redis"]);

/** What a {@link ChannelWayIn} works with. */
export interface ChannelWayInParts {
  readonly place: string;
  readonly prefix: string;
  readonly take: Taker;
  readonly misfits: Misfits;
}

/** Takes what is published (PUBLISH) in the channels `<prefix>:in:<group>`: at most once, as pub/sub is. */
export class ChannelWayIn implements Disposable {
  readonly #take: Taker;
  readonly #misfits: Misfits;
  readonly #waiting: { group: string; text: string }[] = [];
  readonly #connection: RedisConnection;
  #isTaking = false;
  #isDisposed = false;

  constructor(newDriver: NewDriver, { place, prefix, take, misfits }: ChannelWayInParts) {
    this.#take = take;
    this.#misfits = misfits;
    const start = `${prefix}:in:`;
    const hear: Listener = (text, channel) => this.#hear(channel.slice(start.length), text);
    const onUp = (connection: RedisConnection) => {
      connection.subscribePattern(`${start}*`, hear).catch((error) => connection.renew(error.message));
    };
    this.#connection = RedisConnection.begin(newDriver, { place, onUp });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#waiting.length = 0;
    this.#connection[Symbol.dispose]();
  }

  #hear(group: string, text: string): void {
    if (this.#waiting.length >= MOST_WAITING) {
      return this.#refuse(group, `${MOST_WAITING} messages wait already`, text);
    }
    this.#waiting.push({ group, text });
    if (!this.#isTaking) this.#takeAll();
  }

  async #takeAll(): Promise<void> {
    this.#isTaking = true;
    for (let next = this.#waiting.shift(); next && !this.#isDisposed; next = this.#waiting.shift()) {
      const reason = await this.#take({ ...next, idempotency: null }).catch(whyNot);
      if (reason !== null) this.#refuse(next.group, reason, next.text);
    }
    this.#isTaking = false;
  }

  #refuse(group: string, reason: string, body: string): void {
    this.#misfits.add("refused", { layer: "channel", group, reason, body });
  }
}

/** Nobody waits for an answer: what cannot be kept now is lost. */
function whyNot(error: Error): string {
  if (!(error instanceof StorageError)) log.error("Cannot take a message in: {error}", { error });
  return error.message;
}
