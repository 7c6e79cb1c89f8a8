import { type EventRule, isTransient, keyOfText, MAX_KEPT } from "../../record/event_rule.ts";
import { type Draft, type Idempotency, IdempotencyConflict, type Published } from "../backend.ts";
import { EMPTY_LIFE, newEpoch } from "./group_scripts.ts";
import type { RedisLink } from "./redis_link.ts";
import { linesOf, markOf } from "./stored.ts";

/** How long the answer to an idempotency key is remembered: a day. */
const ANSWER_LIFE = 86_400_000;
/** How long the answer of a batch is remembered, in ms: longer than it is asked for again. */
const BATCH_LIFE = 15_000;

/** What is published at once, as a whole, and who waits for it. */
export interface Request {
  readonly drafts: readonly Draft[];
  readonly answered: number;
  readonly idempotency: Idempotency | undefined;
  /** Which change of the rules its keys are of. */
  readonly version: number;
  resolve(published: Published[]): void;
  reject(error: Error): void;
}

/** What became of a request. */
export type Outcome = { readonly published: Published[] } | { readonly conflict: Error };

/** Requests that go to Redis together. */
export class Batch {
  readonly id: string;
  readonly requests: readonly Request[];
  readonly groups: readonly string[];
  readonly #ruleOf: (group: string, event: string) => EventRule;
  readonly #version: number;

  constructor(
    id: string,
    requests: readonly Request[],
    { ruleOf, version }: { ruleOf: (group: string, event: string) => EventRule; version: number },
  ) {
    this.id = id;
    this.requests = requests;
    this.groups = [...new Set(requests.flatMap(({ drafts }) => drafts.map(({ group }) => group)))];
    this.#ruleOf = ruleOf;
    this.#version = version;
  }

  /** The keys and arguments of the script that publishes it until `deadline`, in ms by the clock of Redis. */
  script(link: RedisLink, deadline: number): { keys: string[]; args: string[] } {
    const channels = this.groups.map((group) => link.groupKey(group));
    const keys = [...channels, link.key("batch", this.id)];
    const uses = new Table<[group: number, rule: number]>();
    const rules = new Table<ReturnType<typeof planned>>();
    const lines: string[] = [];
    const requests = this.requests.map(({ drafts, answered, idempotency, version }) => {
      if (idempotency) keys.push(link.key("answer", idempotency.key));
      const planned = drafts.map((draft) => {
        const rule = this.#ruleOf(draft.group, draft.event);
        lines.push(...linesOf(version === this.#version ? draft : rekeyed(draft, rule)));
        return this.#use(draft, rule, uses, rules);
      });
      const fingerprint = idempotency?.fingerprint ?? "";
      return { answer: idempotency ? keys.length : 0, fingerprint, answered, drafts: planned };
    });
    const plan = {
      batch: this.id,
      deadline,
      channels,
      epoch: newEpoch(),
      life: ANSWER_LIFE,
      batchLife: BATCH_LIFE,
      emptyLife: EMPTY_LIFE,
      maxKept: MAX_KEPT,
      uses: uses.items,
      rules: rules.items,
      requests,
    };
    return { keys, args: [JSON.stringify(plan), ...lines] };
  }

  /** What became of each request, from the answers of the script. */
  outcomes(answers: readonly string[]): Outcome[] {
    return this.requests.map(({ drafts }, index) => outcomeOf(drafts, answers[index]!));
  }

  #use(
    { group, event }: Draft,
    rule: EventRule,
    uses: Table<[number, number]>,
    rules: Table<ReturnType<typeof planned>>,
  ): number {
    const index = rules.indexOf(`${group}\n${event}`, () => planned(event, rule));
    const place = this.groups.indexOf(group) + 1;
    return uses.indexOf(`${place} ${index}`, () => [place, index]);
  }
}

/** Things that are named by their places, which begin with 1 in Lua. */
class Table<T> {
  readonly items: T[] = [];
  readonly #places = new Map<string, number>();

  indexOf(name: string, make: () => T): number {
    const known = this.#places.get(name);
    if (known) return known;
    const place = this.items.push(make());
    this.#places.set(name, place);
    return place;
  }
}

function planned(event: string, rule: EventRule) {
  const { key, count = MAX_KEPT, ms = 0 } = rule;
  return { event, mark: markOf(rule), keyed: key !== undefined, count, ms, transient: isTransient(rule) };
}

function rekeyed(draft: Draft, rule: EventRule): Draft {
  return { ...draft, key: keyOfText(rule, draft.text) };
}

function outcomeOf(drafts: readonly Draft[], answer: string): Outcome {
  if (answer === "conflict") {
    const words = "The idempotency key was used before for a different request: use a new one";
    return { conflict: new IdempotencyConflict(words) };
  }
  const places = answer.slice(1).split(",").filter((place) => place !== "");
  const published = places.map((place, index) => {
    const [epoch, offset] = place.split(":") as [string, string];
    return { group: drafts[index]!.group, epoch, offset: Number(offset) || null };
  });
  return { published };
}
