import type { Addressed, Board, Viewer } from "../../board.ts";
import { allowOpen, EXPLICIT } from "../../access.ts";
import { isObject, type JsonObject, type Message } from "../../../protocol/message.ts";
import type { Record as GroupRecord } from "../../../record/record.ts";
import { messageSchema, objectOf, textsOf } from "../../frame.ts";
import { z } from "zod";
import { groupPattern } from "../../group_pattern.ts";
import { PRICES_VIEW } from "./prices_view.ts";

const SYMBOL_GROUP = groupPattern("prices_{symbol:symbol}");
/** A subscribed price is sent again after this, also when it has not changed. */
const REPEAT = 5_000;
/** How often the price worker speaks of each pair. */
export const PRICE_EVERY = 5_000;

/** Prices per symbol, as subscribed: at once, on each change, and again every 5 s. */
export function pricesBoard({ open }: { open: boolean }): Board {
  const subscriptions = new WeakMap<Viewer, Subscriptions>();
  return {
    name: "prices",
    title: "Prices",
    endpoints: [{
      path: "/ws/prices/",
      credentials: EXPLICIT,
      authorize: (identity) => allowOpen(open, identity),
      receive: (viewer, data) => {
        const mine = subscriptions.get(viewer) ?? new Subscriptions(viewer);
        subscriptions.set(viewer, mine);
        return mine.receive(objectOf(data));
      },
    }],
    groups: [{
      pattern: SYMBOL_GROUP,
      maySee: (identity) => open || identity !== null,
      joinable: true,
    }],
    events: {
      price: {
        rule: { key: ["symbol"], count: 1 },
        every: PRICE_EVERY,
        schema: messageSchema("price", {
          symbol: z.string(),
          bid: z.number(),
          ask: z.number(),
          time: z.string(),
        }),
        frame: (message) => message,
      },
    },
    view: PRICES_VIEW,
    paths: (identity) => Promise.resolve(open || identity !== null ? ["/ws/prices/"] : []),
  };
}

/** The price that follows from a `price_update`; nothing from one without numbers or with an unusable symbol. */
export function priceOf({ symbol, data, timestamp }: Message): Addressed[] {
  if (typeof symbol !== "string" || !isObject(data)) return [];
  const group = priceGroup(symbol);
  const { bid, ask, time } = data;
  if (typeof bid !== "number" || typeof ask !== "number" || group === null) return [];
  const told = typeof time === "string" || typeof time === "number" ? time : timestamp;
  return [{ group, message: { type: "price", symbol, bid, ask, time: String(told) } }];
}

/** The name of the group of one symbol's price; `null` for an unusable symbol. */
export function priceGroup(symbol: string): string | null {
  return SYMBOL_GROUP.validName({ symbol });
}

/** What one viewer has subscribed to. */
class Subscriptions {
  readonly #viewer: Viewer;
  readonly #records = new Map<string, GroupRecord>();
  #repeat: ReturnType<typeof setInterval> | undefined;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
    viewer.signal.addEventListener("abort", () => clearInterval(this.#repeat), { once: true });
  }

  async receive(command: JsonObject | undefined): Promise<void> {
    const symbols = textsOf(command?.["symbols"]);
    if (command?.["action"] === "unsubscribe") this.#unsubscribe(symbols);
    if (command?.["action"] === "subscribe") await this.#subscribe(symbols);
  }

  async #subscribe(symbols: string[]): Promise<void> {
    this.#viewer.send({ action: "subscribed", symbols });
    for (const symbol of new Set(symbols)) {
      const group = priceGroup(symbol);
      // One of our own may have left the group by itself meanwhile.
      const isSubscribed = this.#records.has(symbol) && this.#viewer.dialect === "plain";
      if (group === null || isSubscribed) continue;
      const record = await this.#viewer.join(group);
      if (record === null) break;
      this.#records.set(symbol, record);
      if (this.#viewer.dialect === "plain") this.#sendLatest(record);
    }
    this.#repeatWhileSubscribed();
  }

  /** A client of our own is told what is fresh and what is not, and needs no repetition. */
  #repeatWhileSubscribed(): void {
    if (this.#viewer.dialect === "v1" || this.#viewer.signal.aborted) return;
    if (this.#records.size === 0) return;
    this.#repeat ??= setInterval(() => {
      if (!this.#viewer.lagging) this.#records.forEach((record) => this.#sendLatest(record));
    }, REPEAT);
  }

  #unsubscribe(symbols: string[]): void {
    for (const symbol of symbols) {
      this.#records.delete(symbol);
      const group = priceGroup(symbol);
      if (group !== null) this.#viewer.leave(group);
    }
    if (this.#records.size === 0) {
      clearInterval(this.#repeat);
      this.#repeat = undefined;
    }
    this.#viewer.send({ action: "unsubscribed", symbols });
  }

  #sendLatest(record: GroupRecord): void {
    const [latest] = record.of("price");
    if (latest) this.#viewer.send(JSON.parse(latest.text));
  }
}
