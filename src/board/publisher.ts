import type { Draft, Idempotency, Published, Records } from "../backend/backend.ts";
import { isObject, type Message, RESERVED_PREFIX } from "../protocol/message.ts";
import { keyOf } from "../record/event_rule.ts";
import type { Addressed, EventDeclaration } from "./board.ts";
import type { BoardCatalog, GroupAddress } from "./board_catalog.ts";

/** One thing that is wrong with a request, and where. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Why nothing was published: a group that no board declares, or messages that do not fit. */
export interface PublishRefusal {
  readonly refused: "unknownGroup" | "invalid";
  readonly problems: readonly Problem[];
}

interface Checked {
  readonly address: GroupAddress;
  readonly event: EventDeclaration;
  readonly message: Message;
}

type Check = Checked | { readonly problems: Problem[]; readonly unknownGroup?: true };

/** The way in for every publication: checks it against its board, completes it, and hands it to the backend. */
export class Publisher {
  readonly #catalog: BoardCatalog;
  readonly #records: Records;
  readonly #maxBytes: number;

  constructor(catalog: BoardCatalog, records: Records, { maxBytes }: { maxBytes: number }) {
    this.#catalog = catalog;
    this.#records = records;
    this.#maxBytes = maxBytes;
  }

  /**
   * Publishes all of `items` or, if one of them does not fit, nothing; with every problem and its path.
   * @throws StorageError @throws IdempotencyConflict
   */
  async publish(
    items: readonly unknown[],
    idempotency?: Idempotency,
  ): Promise<{ published: Published[] } | PublishRefusal> {
    const checks = items.map((item) => this.#check(item));
    const refusal = refusalOf(checks);
    if (refusal) return refusal;
    const now = new Date().toISOString();
    const complete = (checks as Checked[]).map((check) => completed(check, now));
    const derived = await this.#derive(complete);
    const drafts = [...complete.map(({ draft }) => draft), ...derived];
    const tooLarge = this.#tooLarge(drafts.slice(0, items.length));
    if (tooLarge.length > 0) return { refused: "invalid", problems: tooLarge };
    const options = { answered: items.length, ...idempotency && { idempotency } };
    return { published: await this.#records.publish(drafts, options) };
  }

  /** Publishes what the server itself has to say. @throws TypeError if it does not fit: that is a mistake of ours. */
  async publishOwn(...items: Addressed[]): Promise<void> {
    const outcome = await this.publish(items);
    if (!("refused" in outcome)) return;
    const reasons = outcome.problems.map(({ path, message }) => `${path}: ${message}`);
    throw new TypeError(`Cannot publish: ${reasons.join("; ")}`);
  }

  #check(item: unknown): Check {
    if (!isObject(item)) return problem("", 'it must be an object {"group": …, "message": {"type": …}}');
    const { group, message } = item;
    if (typeof group !== "string") return problem("group", "it must be the name of a group");
    const address = this.#catalog.group(group);
    if (!address) {
      return { ...problem("group", `no board declares the group "${group}"`), unknownGroup: true };
    }
    if (!isMessage(message)) return problem("message", 'it must be an object with a text "type"');
    return checkMessage(address, message);
  }

  async #derive(complete: readonly Completed[]): Promise<Draft[]> {
    const derived = await Promise.all(complete.map(async (original) => {
      const { address, message } = original;
      const items = await address.board.derive?.({ group: address.name, message }, address.params) ?? [];
      return items.flatMap((item) => this.#derivedDraft(item, original) ?? []);
    }));
    return derived.flat();
  }

  /** `undefined` where the other board is not enabled. */
  #derivedDraft({ group, message }: Addressed, original: Completed): Draft | undefined {
    const address = this.#catalog.group(group);
    const event = address && declarationOf(address, message.type);
    if (!event) return undefined;
    if (message !== original.message) return draftOf(address, event, message);
    const id = original.draft.id ?? crypto.randomUUID();
    original.draft = { ...original.draft, id };
    return { ...draftOf(address, event, message), id, text: original.draft.text };
  }

  #tooLarge(drafts: readonly Draft[]): Problem[] {
    return drafts.flatMap(({ text }, index) => {
      const bytes = new TextEncoder().encode(text).length;
      if (bytes <= this.#maxBytes) return [];
      return [{ path: `${index}.message`, message: `it has ${bytes} bytes; ${this.#maxBytes} are allowed` }];
    });
  }
}

interface Completed {
  readonly address: GroupAddress;
  readonly message: Message;
  draft: Draft;
}

function completed({ address, event, message }: Checked, now: string): Completed {
  const frame = event.frame(message, { params: address.params, now });
  return { address, message: frame, draft: draftOf(address, event, frame) };
}

function draftOf(address: GroupAddress, event: EventDeclaration, message: Message): Draft {
  const key = keyOf(event.rule, message);
  return { group: address.name, event: message.type, key, id: null, text: JSON.stringify(message) };
}

function isMessage(value: unknown): value is Message {
  return isObject(value) && typeof value["type"] === "string";
}

function declarationOf({ board }: GroupAddress, type: string): EventDeclaration | undefined {
  return Object.hasOwn(board.events, type) ? board.events[type] : board.events["*"];
}

function checkMessage(address: GroupAddress, message: Message): Check {
  const reserved = Object.keys(message).find((name) => name.startsWith(RESERVED_PREFIX));
  if (reserved !== undefined) {
    return problem(`message.${reserved}`, `names that begin with "$" are Boardcast's own`);
  }
  const event = message.type.startsWith(RESERVED_PREFIX) ? undefined : declarationOf(address, message.type);
  if (!event) {
    const names = Object.keys(address.board.events).join(", ");
    return problem(
      "message.type",
      `"${message.type}" is not an event of the board ${address.board.name}: ${names}`,
    );
  }
  const parsed = event.schema.safeParse(message);
  if (parsed.success) return { address, event, message: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => ({
      path: ["message", ...issue.path].join("."),
      message: issue.message,
    })),
  };
}

function problem(path: string, message: string): { problems: Problem[] } {
  return { problems: [{ path, message }] };
}

/** The paths begin with the place of their item, also when there is only one. */
function refusalOf(checks: readonly Check[]): PublishRefusal | undefined {
  const problems = checks.flatMap((check, index) =>
    "problems" in check
      ? check.problems.map(({ path, message }) => ({
        path: [index, path].filter((part) => part !== "").join("."),
        message,
      }))
      : []
  );
  if (problems.length === 0) return undefined;
  const unknownGroup = checks.some((check) => "unknownGroup" in check);
  return { refused: unknownGroup ? "unknownGroup" : "invalid", problems };
}
