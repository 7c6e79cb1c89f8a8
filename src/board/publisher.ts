import type { Draft, Idempotency, Published, Records } from "../backend/backend.ts";
import { hasRole, type Identity } from "../auth/identity.ts";
import { issueText } from "./issue_text.ts";
import { isObject, type Message, RESERVED_PREFIX } from "../protocol/message.ts";
import { keyOf } from "../record/event_rule.ts";
import type { Addressed, EventDeclaration } from "./board.ts";
import { type BoardCatalog, declarationOf, type GroupAddress } from "./board_catalog.ts";

/** One thing that is wrong with a request, and where. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Why nothing was published: an unknown group, before one that is not theirs, before messages that do not fit. */
export interface PublishRefusal {
  readonly refused: "unknownGroup" | "notAllowed" | "invalid";
  readonly problems: readonly Problem[];
}

interface Checked {
  readonly address: GroupAddress;
  readonly event: EventDeclaration;
  readonly message: Message;
}

interface Completed {
  readonly address: GroupAddress;
  readonly message: Message;
  readonly draft: Draft;
}

type Failed = { readonly refused: PublishRefusal["refused"]; readonly problems: Problem[] };

/** Told of what was accepted, those that follow from others included; not of what came from elsewhere itself. */
export type OnPublished = (drafts: readonly Draft[]) => void;

/** Who publishes, and how a request is known when it comes again. */
export interface PublishOptions {
  /** Without it the server itself, which may publish everywhere. */
  readonly by?: Identity;
  readonly idempotency?: Idempotency | undefined;
  /** Whether it came from a system to which publications are sent, and is not sent back. */
  readonly isForeign?: boolean;
}

/** The way in for every publication: checks it against its board, completes it, and hands it to the backend. */
export class Publisher {
  readonly #catalog: BoardCatalog;
  readonly #records: Records;
  readonly #maxBytes: number;
  readonly #onPublished: OnPublished;
  #published = 0;
  #refused = 0;

  constructor(
    catalog: BoardCatalog,
    records: Records,
    { maxBytes, onPublished = () => {} }: { maxBytes: number; onPublished?: OnPublished },
  ) {
    this.#catalog = catalog;
    this.#records = records;
    this.#maxBytes = maxBytes;
    this.#onPublished = onPublished;
  }

  /** How many publications were accepted, those that follow from others included. */
  get published(): number {
    return this.#published;
  }

  /** How many requests were refused. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Publishes all of `items` or, if one of them does not fit, nothing; with every problem and its path.
   * @throws StorageError @throws IdempotencyConflict
   */
  async publish(
    items: readonly unknown[],
    { by, idempotency, isForeign = false }: PublishOptions = {},
  ): Promise<{ published: Published[] } | PublishRefusal> {
    const handedIn = performance.now();
    const now = new Date().toISOString();
    const outcomes = items.map((item) => {
      const checked = this.#check(item, by);
      return "problems" in checked ? checked : this.#complete(checked, now);
    });
    const refusal = refusalOf(outcomes);
    if (refusal) {
      this.#refused++;
      return refusal;
    }
    const families = await Promise.all(
      (outcomes as Completed[]).map((original) => this.#withDerived(original)),
    );
    const drafts = [...families.map(([draft]) => draft), ...families.flatMap(([, ...derived]) => derived)]
      .map((draft) => ({ ...draft, handedIn }));
    const options = { answered: items.length, ...idempotency && { idempotency } };
    const published = await this.#records.publish(drafts, options);
    this.#published += drafts.length;
    if (!isForeign) this.#onPublished(drafts);
    return { published };
  }

  /** Publishes what the server itself has to say. @throws TypeError if it does not fit: that is a mistake of ours. */
  async publishOwn(...items: Addressed[]): Promise<void> {
    const outcome = await this.publish(items);
    if (!("refused" in outcome)) return;
    const reasons = outcome.problems.map(({ path, message }) => `${path}: ${message}`);
    throw new TypeError(`Cannot publish: ${reasons.join("; ")}`);
  }

  #check(item: unknown, by: Identity | undefined): Checked | Failed {
    if (!isObject(item)) return invalidAt("", 'it must be an object {"group": …, "message": {"type": …}}');
    const { group, message } = item;
    const shape = isMessage(message)
      ? []
      : [{ path: "message", message: 'it must be an object with a text "type"' }];
    if (typeof group !== "string") {
      return invalid({ path: "group", message: "it must be the name of a group" }, ...shape);
    }
    const address = this.#catalog.group(group);
    if (!address) {
      const unknown = { path: "group", message: `no board declares the group "${group}"` };
      return { refused: "unknownGroup", problems: [unknown, ...shape] };
    }
    if (by && !mayPublish(by, address)) {
      const message = `you may not publish to the group "${group}"`;
      return { refused: "notAllowed", problems: [{ path: "group", message }] };
    }
    return isMessage(message) ? checkMessage(address, message) : invalid(...shape);
  }

  /** The exact frame, encoded once. */
  #complete({ address, event, message }: Checked, now: string): Completed | Failed {
    const frame = event.frame(message, { params: address.params, now });
    const draft = draftOf({ address, event, message: frame });
    const bytes = new TextEncoder().encode(draft.text).length;
    if (bytes <= this.#maxBytes) return { address, message: frame, draft };
    return invalidAt("message", `it has ${bytes} bytes; ${this.#maxBytes} are allowed`);
  }

  /** The draft and those that follow from it. Its copies share an id with it, and the text as it is encoded. */
  async #withDerived({ address, message, draft }: Completed): Promise<[Draft, ...Draft[]]> {
    const items = await address.board.derive?.({ group: address.name, message }, address.params) ?? [];
    const targets = items.flatMap((item) => this.#target(item) ?? []);
    const id = targets.some((target) => target.message === message) ? crypto.randomUUID() : null;
    const derived = targets.map((target) =>
      target.message === message ? { ...draft, id, ...keyed(target) } : draftOf(target)
    );
    return [{ ...draft, id }, ...derived];
  }

  /** `undefined` where the other board is not enabled. */
  #target({ group, message }: Addressed): Checked | undefined {
    const address = this.#catalog.group(group);
    const event = address && declarationOf(address.board, message.type);
    return event && { address, event, message };
  }
}

function draftOf(checked: Checked): Draft {
  const { message } = checked;
  return { ...keyed(checked), event: message.type, id: null, text: JSON.stringify(message) };
}

function keyed({ address, event, message }: Checked): Pick<Draft, "group" | "key"> {
  return { group: address.name, key: keyOf(event.rule, message) };
}

function isMessage(value: unknown): value is Message {
  return isObject(value) && typeof value["type"] === "string";
}

function checkMessage(address: GroupAddress, message: Message): Checked | Failed {
  const reserved = Object.keys(message).find((name) => name.startsWith(RESERVED_PREFIX));
  if (reserved !== undefined) {
    return invalidAt(`message.${reserved}`, `names that begin with "$" are Boardcast's own`);
  }
  const { board, declaration } = address;
  const event = message.type.startsWith(RESERVED_PREFIX) ? undefined : declarationOf(board, message.type);
  if (!event) {
    const names = Object.keys(board.events).join(", ");
    return invalidAt(
      "message.type",
      `"${message.type}" is not an event of the board ${board.name}: ${names}`,
    );
  }
  if (declaration.events && !declaration.events.includes(message.type)) {
    const words = `"${message.type}" is not an event of the group ${declaration.pattern.text}, which has `;
    return invalidAt("message.type", words + declaration.events.join(", "));
  }
  const parsed = event.schema.safeParse(message);
  if (parsed.success) return { address, event, message: parsed.data };
  return invalid(...parsed.error.issues.map((issue) => ({
    path: ["message", ...issue.path].join("."),
    message: issueText(issue),
  })));
}

function mayPublish(identity: Identity, { declaration }: GroupAddress): boolean {
  return declaration.mayPublish?.(identity) ?? hasRole(identity, "publisher");
}

function invalid(...problems: Problem[]): Failed {
  return { refused: "invalid", problems };
}

function invalidAt(path: string, message: string): Failed {
  return invalid({ path, message });
}

/** What comes first is told first, and alone: what is wrong with a message is not for those who may not publish it. */
const GRAVEST_FIRST = ["unknownGroup", "notAllowed", "invalid"] as const;

/** The paths begin with the place of their item, also when there is only one. */
function refusalOf(outcomes: readonly (Completed | Failed)[]): PublishRefusal | undefined {
  const failed = outcomes.flatMap((outcome, index) => "problems" in outcome ? [{ ...outcome, index }] : []);
  const refused = GRAVEST_FIRST.find((reason) => failed.some((outcome) => outcome.refused === reason));
  if (refused === undefined) return undefined;
  const told = failed.filter((outcome) => refused !== "notAllowed" || outcome.refused === refused);
  return { refused, problems: told.flatMap(placed) };
}

function placed({ problems, index }: Failed & { index: number }): Problem[] {
  return problems.map(({ path, message }) => ({
    path: [index, path].filter((part) => part !== "").join("."),
    message,
  }));
}
