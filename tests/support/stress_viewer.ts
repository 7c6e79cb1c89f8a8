/** Viewers that are cut off, leave, read nothing for a while and come back, in an order that a seed decides. */
import assert from "node:assert/strict";
import type { Random } from "../../src/demo/random.ts";
import type { Ledger } from "./ledger.ts";
import { V1Client } from "./v1_client.ts";
import { connect, type Connection, type Frame } from "./ws_client.ts";

/** How many rooms there are to join and leave. */
export const ROOMS = 10;

/** Longest times, in ms. */
const AWAY = 400;
const UNREAD = 1_500;
const REST = 300;

/** Whether nothing in a group is superseded: all that is skipped there must have been announced. */
export function isLog(group: string): boolean {
  return /^(log|short|room)_/.test(group);
}

/** A viewer with `boardcast.v1`. */
export class StressViewer extends V1Client {
  /** The ids that it was told, by group, in their order. */
  readonly told = new Map<string, string[]>();
  /** The ids of messages that were not what was published. */
  readonly broken: string[] = [];
  readonly #ledger: Ledger;
  readonly #random: Random;

  constructor(url: string, { ledger, random }: { ledger: Ledger; random: Random }) {
    super(url, {
      isLog,
      resumeIn: random.pick(["url", "frame"]),
      onFrame: (frame) => this.#note(frame),
    });
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Lives until `deadline` (ms since 1970), and is connected then. */
  async live(deadline: number): Promise<void> {
    await this.open();
    const acts = [
      () => this.#goAway("cut"),
      () => this.#goAway("close"),
      () => this.#readNothing(),
      () => this.#race(),
      () => this.#race(),
      () => this.#nonsense(),
      () => this.#ping(),
      () => rest(this.#random.between(0, REST)),
    ];
    while (Date.now() < deadline) await this.#random.pick(acts)();
  }

  async #goAway(how: "cut" | "close"): Promise<void> {
    await this[how]();
    await rest(this.#random.between(0, AWAY));
    await this.open();
  }

  async #readNothing(): Promise<void> {
    this.pause();
    await rest(this.#random.between(0, UNREAD));
    this.goOn();
  }

  /** Joins and leaves a room without waiting for the answers. */
  async #race(): Promise<void> {
    const room = `room_a_${this.#random.integer(1, ROOMS)}`;
    const commands = Array.from({ length: this.#random.integer(1, 5) }, () => this.#random.chance(0.6));
    const answers = await Promise.all(commands.map((joins) => joins ? this.join(room) : this.leave(room)));
    for (const answer of answers) assert.equal(answer.type, "$reply", JSON.stringify(answer));
  }

  async #nonsense(): Promise<void> {
    this.send(this.#random.pick(["", "{", "[]", '{"type":"$', new Uint8Array([0xff, 0])]));
    const { type, code } = await this.ask({ type: "$nonsense" });
    assert.deepEqual([type, code], ["$error", "unknownCommand"]);
  }

  async #ping(): Promise<void> {
    const sent = this.#random.next();
    const answer = await this.ask({ type: "$ping", sent });
    assert.deepEqual([answer.type, answer.sent], ["$pong", sent]);
  }

  #note(frame: Frame): void {
    const group = frame["$group"];
    if (group === undefined) return;
    const ids = this.told.get(group) ?? [];
    this.told.set(group, ids);
    ids.push(frame.id);
    if (frame.of !== group || !this.#ledger.isIntact(frame)) this.broken.push(frame.id);
  }
}

/** A viewer without a subprotocol: it gets what is published while it is there. */
export class PlainViewer {
  /** The ids that each connection was told of the log. */
  readonly told: string[][] = [];
  /** Messages that were not what was published, or that had names of Boardcast's own. */
  readonly broken: string[] = [];
  readonly #url: string;
  readonly #ledger: Ledger;
  readonly #random: Random;

  constructor(url: string, { ledger, random }: { ledger: Ledger; random: Random }) {
    this.#url = url;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Comes and goes until `deadline` (ms since 1970). */
  async live(deadline: number): Promise<void> {
    while (Date.now() < deadline) {
      const connection = await connect(this.#url);
      const reading = this.#read(connection);
      await rest(this.#random.between(REST, 4 * REST));
      await (this.#random.chance(0.5) ? connection.close() : connection.destroy());
      await reading;
    }
  }

  async #read(connection: Connection): Promise<void> {
    const ids: string[] = [];
    this.told.push(ids);
    for (;;) {
      const frame = await connection.receive().catch(() => null);
      if (frame === null) return;
      if (isForeign(frame) || !this.#ledger.isIntact(frame)) {
        this.broken.push(JSON.stringify(frame).slice(0, 200));
      }
      if (frame.of === "log_a") ids.push(frame.id);
    }
  }
}

/** Whether `frame` has anything that only `boardcast.v1` has. */
function isForeign(frame: unknown): boolean {
  return Array.isArray(frame) || Object.keys(frame as Frame).some((name) => name.startsWith("$"));
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
