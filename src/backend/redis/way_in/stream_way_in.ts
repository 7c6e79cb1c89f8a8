import { getLogger } from "@logtape/logtape";
import { type Backend, StorageError } from "../../backend.ts";
import type { Misfits } from "../../misfits.ts";
import type { NewDriver } from "../driver.ts";
import { RedisConnection } from "../redis_connection.ts";
import type { Taker } from "./taker.ts";

/** The consumer group that all nodes are one of. */
const GROUP = "boardcast";
/** So many entries are read at once, and so long none is waited for, in ms: less than a connection may be silent. */
const COUNT = 200;
const BLOCK = 1_000;
/** An entry that another consumer was given and did not acknowledge for so long is ours, in ms. */
const ABANDONED = 5_000;
/** How long the backend is waited for that cannot keep anything, in ms. */
const RETRY = 250;
/** So many refused entries are remembered in the stream of those. */
const REFUSED = "1000";

/** What a {@link StreamWayIn} works with. */
export interface StreamWayInParts {
  readonly place: string;
  readonly prefix: string;
  /** The name of this node. */
  readonly node: Backend["nodes"]["self"]["id"];
  readonly take: Taker;
  readonly misfits: Misfits;
}

type Entry = readonly [id: string, fields: readonly string[] | null];

const log = getLogger(["boardcast", "redis"]);

/**
 * Takes what is added (XADD) to the stream `<prefix>:in`, fields `group` and `message`: at least once, each acknowledged after
 * it is kept, in the order of the stream. What is refused goes into the stream `<prefix>:in:refused`, with the reason.
 */
export class StreamWayIn implements AsyncDisposable {
  readonly #parts: StreamWayInParts;
  readonly #connection: RedisConnection;
  readonly #end = new AbortController();
  readonly #reading: Promise<void>;

  constructor(newDriver: NewDriver, parts: StreamWayInParts) {
    this.#parts = parts;
    this.#connection = RedisConnection.begin(newDriver, { place: parts.place });
    this.#reading = this.#readAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#reading;
    this.#connection[Symbol.dispose]();
  }

  get #stream(): string {
    return `${this.#parts.prefix}:in`;
  }

  async #readAll(): Promise<void> {
    const { signal } = this.#end;
    let isReady = false;
    while (!signal.aborted) {
      try {
        if (!isReady) await this.#begin();
        isReady = true;
        for (const entries of [await this.#abandoned(), await this.#next()]) await this.#takeAll(entries);
      } catch (error) {
        isReady = false;
        if (!(error instanceof StorageError)) log.error("Cannot take in the stream: {error}", { error });
        await this.#pause();
      }
    }
  }

  /** What was added before this node came counts, too. */
  async #begin(): Promise<void> {
    await this.#call("XGROUP", "CREATE", this.#stream, GROUP, "0", "MKSTREAM").catch((error) => {
      if (!/BUSYGROUP/.test(error.message)) throw error;
    });
  }

  async #abandoned(): Promise<readonly Entry[]> {
    const { node } = this.#parts;
    const idle = String(ABANDONED);
    const reply = await this.#call(
      "XAUTOCLAIM",
      this.#stream,
      GROUP,
      node,
      idle,
      "0-0",
      "COUNT",
      String(COUNT),
    );
    return (reply as [string, Entry[]])[1];
  }

  async #next(): Promise<readonly Entry[]> {
    const from = ["COUNT", String(COUNT), "BLOCK", String(BLOCK), "STREAMS", this.#stream, ">"];
    const reply = await this.#call("XREADGROUP", "GROUP", GROUP, this.#parts.node, ...from);
    if (reply === null) return [];
    // RESP2 answers pairs, RESP3 a map.
    const [streams] = Array.isArray(reply)
      ? reply.map(([, entries]) => entries)
      : Object.values(reply as object);
    return streams as Entry[];
  }

  /** Those of one group one after the other, so that they stay in order. */
  async #takeAll(entries: readonly Entry[]): Promise<void> {
    const read = entries.map(([id, fields]) => ({ id, ...fieldsOf(fields ?? []) }));
    const groups = Map.groupBy(read, ({ group }) => group);
    await Promise.all([...groups.values()].map(async (ofGroup) => {
      for (const entry of ofGroup) await this.#take(entry);
    }));
  }

  async #take(
    { id, group = "", message = "" }: { id: string; group?: string; message?: string },
  ): Promise<void> {
    const idempotency = { key: `${this.#stream}/${id}`, fingerprint: id };
    for (;;) {
      if (this.#end.signal.aborted) return;
      try {
        const reason = await this.#parts.take({ group, text: message, idempotency });
        if (reason !== null) await this.#refuse(group, message, reason);
        await this.#call("XACK", this.#stream, GROUP, id);
        return;
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        await this.#pause();
      }
    }
  }

  async #refuse(group: string, message: string, reason: string): Promise<void> {
    this.#parts.misfits.add("refused", { layer: "stream", group, reason, body: message });
    const fields = ["group", group, "message", message, "reason", reason];
    await this.#call("XADD", `${this.#stream}:refused`, "MAXLEN", "~", REFUSED, "*", ...fields);
  }

  #call(...args: string[]): Promise<unknown> {
    return this.#connection.call(this.#stream, args);
  }

  #pause(): Promise<void> {
    const { signal } = this.#end;
    return new Promise((resolve) => {
      const timer = setTimeout(done, RETRY);
      signal.addEventListener("abort", done);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}

function fieldsOf(flat: readonly string[]): { group?: string; message?: string } {
  return Object.fromEntries(
    Array.from({ length: Math.floor(flat.length / 2) }, (_, at) => [flat[2 * at], flat[2 * at + 1]]),
  );
}
