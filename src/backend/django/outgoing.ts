import type { DjangoLayer } from "../../config/django.ts";
import type { JsonObject, Message } from "../../protocol/message.ts";
import type { LayerSender } from "./layer_sender.ts";
import { NameMap } from "./name_map.ts";

/** So many messages wait to be sent; of more, the newest are lost: as in Django, a group may miss something. */
const MOST_WAITING = 1_000;

/** Sends what is published here into Django's groups, one after the other; once, or never. */
export class Outgoing implements AsyncDisposable {
  readonly #groups: NameMap;
  readonly #types: ReadonlyMap<string, string>;
  readonly #mark: JsonObject;
  readonly #sender: () => LayerSender | null;
  readonly #waiting: { group: string; message: Message }[] = [];
  #draining: Promise<void> | null = null;
  #sent = 0;
  #unsent = 0;

  /** `mark` is added to each message. */
  constructor({ send, types }: DjangoLayer, sender: () => LayerSender | null, mark: JsonObject) {
    this.#groups = new NameMap(send);
    this.#types = new Map(Object.entries(types).map(([type, event]) => [event, type]));
    this.#sender = sender;
    this.#mark = mark;
  }

  /** How many messages were sent, and how many could not be. */
  get counts(): { sent: number; unsent: number } {
    return { sent: this.#sent, unsent: this.#unsent };
  }

  /** Takes what was published to our `group`, as JSON text; never waits, never throws. */
  take(group: string, text: string): void {
    const to = this.#groups.to(group);
    if (to === undefined) return;
    if (this.#waiting.length >= MOST_WAITING) return void this.#unsent++;
    const { type, ...rest } = JSON.parse(text) as Message;
    const message = { type: this.#types.get(type) ?? type, ...rest, ...this.#mark };
    this.#waiting.push({ group: to, message });
    this.#draining ??= this.#drain();
  }

  /** Waits for what is under way; what waits is lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.length = 0;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#send(next);
    }
    this.#draining = null;
  }

  async #send({ group, message }: { group: string; message: Message }): Promise<void> {
    try {
      const sender = this.#sender();
      if (!sender) throw new Error("The layer is not connected");
      await sender.send(group, message);
      this.#sent++;
    } catch {
      this.#unsent++;
    }
  }
}
