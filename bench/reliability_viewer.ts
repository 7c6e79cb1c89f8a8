import type { Random } from "../src/demo/random.ts";
import { V1Client } from "../tests/support/v1_client.ts";
import type { Frame } from "../tests/support/ws_client.ts";
import { GROUPS } from "./reliability_board.ts";
import type { Acknowledged } from "./reliability_producer.ts";

/** How long a connection lasts before it is cut, and how long its viewer is away then, in ms. */
const MIN_UP = 500;
const MAX_UP = 4_000;
const MAX_AWAY = 2_000;
/** How long somebody waits who finds no server. */
const RETRY_DELAY = 100;

/** What an offset holds instead of a number. */
const NOTHING = -1;
const DISORDER = -2;

/** A viewer of all groups whose connection is cut again and again, and who writes down what it is told. */
export class ReliabilityViewer implements AsyncDisposable {
  readonly client: V1Client;
  readonly #told = new Map<string, Int32Array>();
  readonly #last = new Map<string, number>();
  readonly #random: Random;
  /** How often its connection was cut, and how often it ended by itself. */
  cuts = 0;
  losses = 0;

  /** Room for `publications`; `deafAt`: the publication that it does not hear. */
  constructor(url: string, { publications, random, deafAt }: {
    publications: number;
    random: Random;
    deafAt: number | null;
  }) {
    for (const group of GROUPS) {
      this.#told.set(group, new Int32Array(Math.ceil(publications / GROUPS.length)).fill(NOTHING));
    }
    this.#random = random;
    this.client = new V1Client(url, {
      isLog: () => true,
      onFrame: (frame) => this.#write(frame),
      isDeafTo: (frame) => deafAt !== null && frame["n"] === deafAt,
    });
  }

  /** Watches, and is cut off at random moments, until `until`; then it comes back for good. */
  async live(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.#connect();
      const up = this.#random.between(MIN_UP, MAX_UP);
      const how = await firstOf(up, until, this.client.closed);
      if (how === "cut") this.cuts++;
      if (how === "lost") this.losses++;
      if (how === "over") return;
      await this.client.cut();
      await firstOf(this.#random.between(0, MAX_AWAY), until);
    }
    await this.#connect();
  }

  /** Waits until it stands at the end of all that was acknowledged; whether it came there within `timeout`. */
  async arrives(acknowledged: Acknowledged, timeout: number): Promise<boolean> {
    const isThere = () =>
      GROUPS.every((group) => this.client.reader.position(group)?.offset === acknowledged.get(group)!.length);
    return await this.client.until(isThere, timeout).then(() => true, () => false);
  }

  /** How many of the acknowledged publications it was told exactly once, each after those before it. */
  countExact(acknowledged: Acknowledged): number {
    let exact = 0;
    for (const [group, numbers] of acknowledged) {
      const told = this.#told.get(group)!;
      for (const [at, number] of numbers.entries()) if (told[at] === number) exact++;
    }
    return exact;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }

  async #connect(): Promise<void> {
    while (!await this.client.open().then(() => true, () => false)) await firstOf(RETRY_DELAY);
  }

  #write(frame: Frame): void {
    const group = frame["$group"];
    if (group === undefined) return;
    const offset = frame["$offset"];
    const told = this.#told.get(group)!;
    const isNew = told[offset - 1] === NOTHING && offset > (this.#last.get(group) ?? 0);
    told[offset - 1] = isNew ? frame["n"] : DISORDER;
    this.#last.set(group, offset);
  }
}

/** What comes first: `ms` have passed, `over` is aborted, or the connection is lost. */
async function firstOf(
  ms: number,
  over?: AbortSignal,
  lost?: Promise<unknown>,
): Promise<"cut" | "over" | "lost"> {
  if (over?.aborted) return "over";
  const { promise, resolve } = Promise.withResolvers<"cut" | "over" | "lost">();
  const timer = setTimeout(() => resolve("cut"), ms);
  const onAbort = () => resolve("over");
  over?.addEventListener("abort", onAbort);
  lost?.then(() => resolve("lost"));
  return await promise.finally(() => {
    clearTimeout(timer);
    over?.removeEventListener("abort", onAbort);
  });
}
