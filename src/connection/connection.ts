import { getLogger } from "@logtape/logtape";
import type { Identity } from "../auth/identity.ts";
import type { Endpoint, Params } from "../board/board.ts";
import { inboxOf } from "../board/builtin/inbox.ts";
import type { Delivery } from "../group/delivery.ts";
import type { Member, Person } from "../group/member.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import type { Dialect } from "../protocol/codec.ts";
import { type ControlFrame, encodeControl } from "../protocol/control.ts";
import type { JsonObject } from "../protocol/message.ts";
import type { Position, Positions } from "../protocol/position.ts";
import type { Record as GroupRecord } from "../record/record.ts";
import { type ClientFrame, CommandQueue } from "./command_queue.ts";
import { type Commanded, Commands, isResume } from "./commands.ts";
import type { ConnectionParts } from "./connection_parts.ts";
import { tooManyGroups } from "./control.ts";
import { Hangup } from "./hangup.ts";
import { JoinedGroups } from "./joined_groups.ts";
import type { Lag } from "./lag_watch.ts";
import { Outbox } from "./outbox.ts";
import type { RemoteKind } from "./remote_kind.ts";
import {
  AwaitedPositions,
  type Beginning,
  type Resumption,
  resumptionFrom,
  resumptionOf,
} from "./resumption.ts";
import { welcome } from "./welcome.ts";
import type { Wire } from "./wire.ts";

const log = getLogger(["boardcast", "connection"]);

/** One accepted WebSocket, or stream of events, and its state. */
export class Connection implements Member, Commanded {
  readonly id: string = crypto.randomUUID();
  readonly dialect: Dialect;
  readonly board: string;
  readonly path: string;
  readonly params: Params;
  readonly remote: RemoteKind;
  readonly #parts: ConnectionParts;
  readonly #outbox: Outbox;
  readonly #queue: CommandQueue;
  readonly #commands: Commands;
  readonly #hangup: Hangup;
  readonly #groups: JoinedGroups;
  readonly #ended = new AbortController();
  #identity: Identity | null;
  #endpoint: Endpoint;
  readonly #awaited = new AwaitedPositions();
  readonly #begun = Promise.withResolvers<void>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.dialect = parts.dialect;
    this.board = parts.board;
    this.path = parts.path;
    this.params = parts.params;
    this.remote = parts.remote;
    this.#identity = parts.identity;
    this.#endpoint = parts.endpoint;
    this.#outbox = new Outbox(parts.wire, {
      dialect: parts.dialect,
      traffic: parts.traffic,
      highWaterBytes: parts.limits.highWaterBytes,
      onLagging: () => parts.lagWatch.add(this.#outbox),
      onStuck: () => {
        log.info("Connection {id} read nothing for too long", { id: this.id });
        this.close(CLOSE.slow);
      },
    });
    this.#groups = new JoinedGroups(this, {
      ...parts,
      outbox: this.#outbox,
      maxGroups: parts.limits.groupsPerConnection,
      signal: this.signal,
    });
    this.#commands = new Commands(this, parts);
    this.#queue = new CommandQueue(parts.limits, (frame) => this.#handle(frame));
    this.#hangup = new Hangup(parts.wire);
    this.#listen(parts.wire);
  }

  get provenAt(): number {
    return this.#parts.provenAt;
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  get identity(): Identity | null {
    return this.#identity;
  }

  get person(): Person | null {
    return this.#identity && { subject: this.#identity.subject, name: this.#identity.name };
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get lagging(): boolean {
    return this.#outbox.lagging;
  }

  get lag(): Lag | null {
    return this.#parts.lagWatch.about(this.#outbox);
  }

  get outbox(): Pick<Outbox, "waitingBytes" | "places" | "dropped"> {
    return this.#outbox;
  }

  /** Up to where everything was sent, in each group. */
  get positions(): Positions {
    return this.#outbox.positions;
  }

  /** Resolves when the peer has let go of the wire; a stuck one never does. */
  get wireClosed(): Promise<void> {
    return this.#hangup.done;
  }

  /** Joins its first groups, greets, and begins to deliver: the greeting is always the first frame. */
  async begin({ groups, joins, resume }: Beginning): Promise<void> {
    const given = new Set([...groups, ...this.#inbox(this.#identity)]);
    const resumption = await resumptionFrom(resume, (positions) => this.#check(positions, given));
    if ("close" in resumption) return this.close(resumption.close);
    if (resume) this.#commands.noteResumed();
    const { positions } = resumption;
    await this.#groups.joinGiven(given, positions);
    const refusals = [
      ...resumption.refusals,
      ...await this.#groups.goBackTo(positions),
      ...await this.#groups.ask(joins, this.#identity, positions),
    ];
    await this.#greet();
    for (const refusal of refusals) this.reply(encodeControl(refusal));
    if (this.signal.aborted) return;
    if (resume === "") this.#awaited.begin(() => this.#deliverAwaited());
    else this.#outbox.catchUp();
    this.#queue.begin();
    this.#begun.resolve();
  }

  joinGroup(name: string): Promise<GroupRecord | null> {
    return this.#groups.join(name);
  }

  async join(name: string): Promise<GroupRecord | null> {
    const record = await this.joinGroup(name);
    if (record === null && this.dialect === "v1") this.reply(encodeControl(tooManyGroups([name])));
    return record;
  }

  /** Whether it is a member of the group `name`. */
  isIn(name: string): boolean {
    return this.#groups.has(name);
  }

  leave(name: string): void {
    this.#groups.leave(name);
  }

  async resume(positions: Positions): Promise<ControlFrame[]> {
    const resumption = await this.#check(positions, this.#groups.given);
    if ("close" in resumption) {
      this.close(resumption.close);
      return [];
    }
    const refusals = await this.#groups.goBackTo(resumption.positions);
    this.#deliverAwaited();
    return [...resumption.refusals, ...refusals];
  }

  async renew(identity: Identity): Promise<void> {
    await this.reauthorize(identity, this.#endpoint);
  }

  /** Asks again what `identity` may see at `endpoint`: goes on as it is, or closes if that has changed. */
  async reauthorize(identity: Identity | null, endpoint: Endpoint): Promise<void> {
    await this.#begun.promise;
    const access = await endpoint.authorize(identity, this.params);
    if (this.signal.aborted) return;
    if ("denied" in access) return this.close(CLOSE[access.denied]);
    const given = new Set([...access.groups, ...this.#inbox(identity)]);
    const keepsAll = this.#groups.given.isSubsetOf(given) && await this.#groups.mayStay(identity);
    if (!keepsAll) return this.close(CLOSE.changed);
    this.#identity = identity;
    this.#endpoint = endpoint;
    await this.#groups.joinGiven(given);
  }

  send(frame: JsonObject): void {
    this.reply(JSON.stringify(this.#commands.answered(frame)));
  }

  reply(frame: string): void {
    if (this.signal.aborted) return;
    if (!this.#outbox.reply(frame)) this.close(CLOSE.slow);
  }

  deliver(delivery: Delivery): void {
    this.#outbox.deliver(delivery);
  }

  setBack(name: string, position: Position): void {
    this.#groups.setBack(name, position);
  }

  tell(frame: string): void {
    this.#outbox.tell(frame);
  }

  /** Ends the connection after a failure that is not the peer's. */
  fail({ name, message }: Error): void {
    const { id, board } = this;
    log.error("Connection {id} failed on {board}: {name}: {reason}", { id, board, name, reason: message });
    this.close(CLOSE.failed);
  }

  /** Ends the connection: it leaves every group at once, whether or not its peer still answers. */
  close(close: Close): void {
    if (this.signal.aborted) return;
    this.#end(close);
    this.#hangup.close(close);
  }

  #listen(wire: Wire): void {
    wire.addEventListener("message", ({ data }) => this.#receive(data));
    wire.addEventListener("close", () => this.#end(null));
    wire.addEventListener("error", () => this.#end(null));
  }

  #receive(data: string | ArrayBuffer): void {
    if (this.signal.aborted) return;
    const close = this.#queue.take(data);
    if (close) this.close(close);
  }

  async #handle(frame: ClientFrame): Promise<void> {
    try {
      if (!isResume(frame)) this.#deliverAwaited();
      await this.#commands.handle(frame);
      this.#deliverAwaited();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** Whoever is signed in has an inbox on every board. */
  #inbox(identity: Identity | null): string[] {
    return this.dialect === "v1" && identity ? [inboxOf(identity.subject)] : [];
  }

  #check(positions: Positions, given: ReadonlySet<string>): Promise<Resumption | { readonly close: Close }> {
    const { catalog, limits, board } = this.#parts;
    const { identity } = this;
    return resumptionOf(positions, {
      identity,
      board,
      given,
      catalog,
      maxGroups: limits.groupsPerConnection,
    });
  }

  async #greet(): Promise<void> {
    if (this.dialect === "plain") {
      const greeting = await this.#endpoint.greet?.(this);
      if (greeting) this.#outbox.greet(JSON.stringify(greeting));
      return;
    }
    const { limits, server, catalog } = this.#parts;
    const board = catalog.board(this.board);
    const frame = welcome(this, board, this.#groups.all, { heartbeat: limits.heartbeatMs, server });
    this.#outbox.greet(encodeControl(frame), { toldFreshness: true });
  }

  /** Whoever was going to give positions has done so, or has not. */
  #deliverAwaited(): void {
    if (this.#awaited.end() && !this.signal.aborted) this.#outbox.catchUp();
  }

  #end(close: Close | null): void {
    if (this.signal.aborted) return;
    this.#ended.abort();
    this.#begun.resolve();
    this.#awaited.end();
    this.#queue.end();
    this.#groups.leaveAll();
    this.#parts.lagWatch.remove(this.#outbox);
    this.#outbox.end();
    this.#parts.onClosed(close);
  }
}
