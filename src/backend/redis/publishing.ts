import { setImmediate } from "node:timers";
import type { EventRule } from "../../record/event_rule.ts";
import { type Draft, type Idempotency, type Published, StorageError } from "../backend.ts";
import { Batch, type Outcome, type Request } from "./batch.ts";
import type { HandOver } from "./hand_over.ts";
import { OutcomeUnknown } from "./redis_connection.ts";
import type { RedisLink } from "./redis_link.ts";
import { Script } from "./script.ts";
import publishText from "./publish.lua" with { type: "text" };

const PUBLISH = new Script(publishText);

/** How long it is tried to publish something, in ms; what Redis has not begun by then it does not do. */
const PATIENCE = 4000;
/** How often it is looked whether Redis is back, in ms. */
const LOOK = 25;
/** So much goes to Redis at once, which does nothing else meanwhile. */
const MOST_CHARACTERS = 1024 * 1024;
const MOST_DRAFTS = 1000;
/** So much may wait for Redis; what is more is refused. */
const MOST_WAITING_CHARACTERS = 128 * 1024 * 1024;

type Answer = string[] | "late" | ["stale", number[]];

/** What publishing works on. */
export interface PublishingParts {
  readonly link: RedisLink;
  readonly handOver: HandOver;
  ruleOf(group: string, event: string): EventRule;
  /** Whether a group is open here, so that what is published must be handed on here. */
  isOpen(group: string): boolean;
  /** Indexes a group by the rules of this node. */
  arrange(group: string): Promise<void>;
}

/** Brings what is published to Redis: all of a turn of the event loop in one round trip. */
export class Publishing {
  readonly #parts: PublishingParts;
  readonly #node = crypto.randomUUID().slice(0, 8);
  #requests: Request[] = [];
  #batches = 0;
  #version = 0;
  #waitingCharacters = 0;
  #problem: string | null = null;

  constructor(parts: PublishingParts) {
    this.#parts = parts;
  }

  /** Why Redis refused what it was given last; `null` if it did not. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Keeps `drafts`, all of them or none; see `Records.publish`. */
  publish(
    drafts: readonly Draft[],
    { idempotency, answered }: { idempotency: Idempotency | undefined; answered: number },
  ): Promise<Published[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Published[]>();
    const characters = charactersOf(drafts);
    if (this.#waitingCharacters + characters > MOST_WAITING_CHARACTERS) {
      reject(new StorageError("Too much waits for Redis"));
      return promise;
    }
    this.#waitingCharacters += characters;
    if (this.#requests.length === 0) setImmediate(() => this.#endTurn());
    this.#requests.push({ drafts, idempotency, answered, version: this.#version, resolve, reject });
    return promise.finally(() => this.#waitingCharacters -= characters);
  }

  /** Has what waits go by the rules that are in force now. */
  rulesChanged(): void {
    this.#version++;
  }

  /** An id for something that goes to Redis and is heard of afterwards. */
  newBatchId(): string {
    return `${this.#node}.${++this.#batches}`;
  }

  #endTurn(): void {
    const requests = this.#requests;
    this.#requests = [];
    const { ruleOf } = this.#parts;
    for (const some of batchesOf(requests)) {
      const batch = new Batch(this.newBatchId(), some, { ruleOf, version: this.#version });
      this.#send(batch).catch((error) => some.forEach(({ reject }) => reject(error)));
    }
  }

  async #send(batch: Batch): Promise<void> {
    const deadline = this.#parts.link.commands.now + PATIENCE;
    let answers: string[] | null = null;
    while (answers === null) answers = await this.#attempt(batch, deadline);
    this.#problem = null;
    const outcomes = batch.outcomes(answers);
    outcomes.forEach((outcome, index) => settle(batch.requests[index]!, outcome));
  }

  /** The answers after what is new was handed on here; `null` to try again. */
  async #attempt(batch: Batch, deadline: number): Promise<string[] | null> {
    const { handOver, isOpen } = this.#parts;
    const handed = handOver.expect(batch.id, batch.groups.filter(isOpen));
    try {
      const answers = await this.#run(batch, deadline);
      if (answers?.some(isNew)) await handed.done;
      return answers;
    } finally {
      handed.forget();
    }
  }

  /** The same batch again where nobody knows what became of it: Redis remembers it. */
  async #run(batch: Batch, deadline: number): Promise<string[] | null> {
    const { link } = this.#parts;
    const { keys, args } = batch.script(link, deadline);
    try {
      const answer = await PUBLISH.run(link.commands, keys, args) as Answer;
      if (answer === "late") throw new StorageError("Redis took too long, so that nothing was done");
      if (!isStale(answer)) return answer;
      await this.#arrange(batch, answer[1]);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw this.#noted(error as Error);
      await this.#untilBack(deadline, error);
    }
    return null;
  }

  async #arrange({ groups }: Batch, stale: readonly number[]): Promise<void> {
    for (const place of new Set(stale)) await this.#parts.arrange(groups[place - 1]!);
  }

  async #untilBack(deadline: number, error: Error): Promise<void> {
    const { commands } = this.#parts.link;
    while (commands.problem !== null) {
      if (commands.now > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  #noted(error: Error): Error {
    if (this.#parts.link.problem === null) this.#problem = error.message;
    return error;
  }
}

function isStale(answer: readonly unknown[]): answer is ["stale", number[]] {
  return answer[0] === "stale";
}

function isNew(answer: string): boolean {
  return answer.startsWith("+");
}

function settle({ resolve, reject }: Request, outcome: Outcome): void {
  if ("conflict" in outcome) reject(outcome.conflict);
  else resolve(outcome.published);
}

/** A request is never divided. */
function* batchesOf(requests: readonly Request[]): Generator<Request[]> {
  let batch: Request[] = [];
  let [characters, drafts] = [0, 0];
  for (const request of requests) {
    const more = charactersOf(request.drafts);
    const isFull = characters + more > MOST_CHARACTERS || drafts + request.drafts.length > MOST_DRAFTS;
    if (isFull && batch.length > 0) {
      yield batch;
      [batch, characters, drafts] = [[], 0, 0];
    }
    batch.push(request);
    characters += more;
    drafts += request.drafts.length;
  }
  if (batch.length > 0) yield batch;
}

function charactersOf(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, { text }) => sum + text.length, 0);
}
