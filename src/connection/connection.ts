import { getLogger } from "@logtape/logtape";
import type { Identity } from "../auth/identity.ts";
import type { Endpoint, Params, Viewer } from "../board/board.ts";
import type { Delivery } from "../group/delivery.ts";
import type { Group } from "../group/group.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { Member } from "../group/member.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import { type Dialect, encodeWelcome } from "../protocol/codec.ts";
import type { JsonObject } from "../protocol/message.ts";
import type { Record as GroupRecord } from "../record/record.ts";
import { CommandLimit } from "./command_limit.ts";
import type { Lagging, LagWatch } from "./lag_watch.ts";
import { Outbox } from "./outbox.ts";

/** What limits a connection (`limits` of the configuration). */
export interface ConnectionLimits {
  readonly frameBytes: number;
  readonly commandsPerSecond: number;
  readonly groupsPerConnection: number;
  readonly highWaterBytes: number;
  readonly heartbeatMs: number;
}

/** What a connection needs to know and to reach. */
export interface ConnectionParts {
  readonly socket: WebSocket;
  readonly dialect: Dialect;
  readonly identity: Identity | null;
  readonly board: string;
  readonly endpoint: Endpoint;
  readonly params: Params;
  readonly groups: GroupRegistry;
  readonly lagWatch: LagWatch;
  readonly limits: ConnectionLimits;
  readonly server: string;
  /** Called once, when it has ended. */
  readonly onClosed: (connection: Connection) => void;
}

/** How many commands of one connection wait for an earlier one. */
const MAX_WAITING = 256;
/** A peer that sends while it is being closed is cut off before it can read why, so it is given a moment to stop … */
const QUIET = 20;
/** … but not longer than this. */
const MAX_CLOSE_DELAY = 1_000;

const log = getLogger(["boardcast", "connection"]);

/** One accepted WebSocket and its state. */
export class Connection implements Member, Viewer, Lagging {
  readonly id: string = crypto.randomUUID();
  readonly dialect: Dialect;
  readonly identity: Identity | null;
  readonly board: string;
  readonly params: Params;
  readonly #parts: ConnectionParts;
  readonly #outbox: Outbox;
  readonly #joined = new Map<string, Group>();
  readonly #ended = new AbortController();
  readonly #commands: CommandLimit;
  readonly #socketClosed = Promise.withResolvers<void>();
  /** Commands are answered one after the other, in their order. */
  readonly #waiting: (string | Uint8Array)[] = [];
  #working = false;
  #receivedAt = -Infinity;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.dialect = parts.dialect;
    this.identity = parts.identity;
    this.board = parts.board;
    this.params = parts.params;
    this.#commands = new CommandLimit(parts.limits.commandsPerSecond, performance.now());
    this.#outbox = new Outbox(parts.socket, {
      dialect: parts.dialect,
      highWaterBytes: parts.limits.highWaterBytes,
      onLagging: () => parts.lagWatch.add(this),
    });
    this.#listen(parts.socket);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get lagging(): boolean {
    return this.#outbox.lagging;
  }

  get drained(): boolean {
    return this.#outbox.drained;
  }

  get waitingBytes(): number {
    return this.#outbox.waitingBytes;
  }

  /** Joins its first groups, greets, and begins to deliver: the greeting is always the first frame. */
  async begin(groups: readonly string[]): Promise<void> {
    for (const group of groups) await this.join(group);
    if (this.dialect === "v1") this.#outbox.reply(this.#welcome());
    else if (this.#parts.endpoint.greet) this.send(await this.#parts.endpoint.greet(this));
    if (this.signal.aborted) return;
    this.#outbox.catchUp({ behind: false });
  }

  async join(name: string): Promise<GroupRecord | null> {
    const known = this.#joined.get(name);
    if (known) return known.record;
    if (this.#joined.size >= this.#parts.limits.groupsPerConnection) return null;
    const group = await this.#parts.groups.join(name, this);
    if (this.signal.aborted) {
      this.#parts.groups.leave(group, this);
      return group.record;
    }
    this.#joined.set(name, group);
    // A plain client is sent what is published from now on, one of our own first what the record keeps.
    this.#outbox.follow(group, this.dialect === "plain" ? group.position : undefined);
    return group.record;
  }

  /** Whether it is a member of the group `name`. */
  isIn(name: string): boolean {
    return this.#joined.has(name);
  }

  leave(name: string): void {
    const group = this.#joined.get(name);
    if (!group) return;
    this.#joined.delete(name);
    this.#outbox.unfollow(group);
    this.#parts.groups.leave(group, this);
  }

  send(frame: JsonObject): void {
    if (!this.#outbox.reply(JSON.stringify(frame))) this.close(CLOSE.slow);
  }

  deliver(delivery: Delivery): void {
    this.#outbox.deliver(delivery);
  }

  catchUp(): void {
    this.#outbox.catchUp();
  }

  giveUp(): void {
    log.info("Connection {id} read nothing for too long", { id: this.id });
    this.close(CLOSE.slow);
  }

  /** Ends the connection: it leaves every group at once, whether or not its peer still answers. */
  close(close: Close): void {
    if (this.signal.aborted) return;
    this.#end();
    const { socket } = this.#parts;
    const deadline = performance.now() + MAX_CLOSE_DELAY;
    if (socket.readyState === WebSocket.OPEN) this.#closeWhenQuiet(close, deadline);
    if (socket.readyState === WebSocket.CONNECTING) {
      socket.addEventListener("open", () => this.#closeWhenQuiet(close, deadline));
    }
  }

  /** Resolves when the peer has let go of the socket; a stuck one never does. */
  get socketClosed(): Promise<void> {
    return this.#socketClosed.promise;
  }

  #welcome(): string {
    return encodeWelcome({
      connection: this.id,
      identity: { subject: this.identity?.subject ?? null, roles: this.identity?.roles ?? [] },
      groups: Object.fromEntries([...this.#joined].map(([name, { record }]) => [name, record.position])),
      heartbeat: this.#parts.limits.heartbeatMs,
      server: this.#parts.server,
    });
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", () => {
      this.#socketClosed.resolve();
      this.#end();
    });
    socket.addEventListener("error", () => this.#end());
  }

  #receive(data: string | ArrayBuffer): void {
    this.#receivedAt = performance.now();
    if (this.signal.aborted) return;
    if (isLarger(data, this.#parts.limits.frameBytes)) return this.close(CLOSE.tooLarge);
    const isAllowed = this.#commands.take(this.#receivedAt) && this.#waiting.length < MAX_WAITING;
    if (!isAllowed) return this.close(CLOSE.tryLater);
    this.#waiting.push(typeof data === "string" ? data : new Uint8Array(data));
    if (!this.#working) this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0 && !this.signal.aborted) await this.#handle(this.#waiting.shift()!);
    this.#working = false;
  }

  async #handle(frame: string | Uint8Array): Promise<void> {
    try {
      await this.#parts.endpoint.receive(this, frame);
    } catch (error) {
      const { name, message } = error as Error;
      log.error("Connection {id} failed on board {board}: {name}: {reason}", {
        id: this.id,
        board: this.board,
        name,
        reason: message,
      });
      this.close(CLOSE.failed);
    }
  }

  #closeWhenQuiet(close: Close, deadline: number): void {
    const { socket } = this.#parts;
    const now = performance.now();
    if (now - this.#receivedAt < QUIET && now < deadline) {
      setTimeout(() => this.#closeWhenQuiet(close, deadline), QUIET);
    } else if (socket.readyState === WebSocket.OPEN) {
      socket.close(close.code, close.reason);
    }
  }

  #end(): void {
    if (this.signal.aborted) return;
    this.#ended.abort();
    for (const group of this.#joined.values()) this.#parts.groups.leave(group, this);
    this.#joined.clear();
    this.#parts.lagWatch.remove(this);
    this.#parts.onClosed(this);
  }
}

function isLarger(data: string | ArrayBuffer, maxBytes: number): boolean {
  if (typeof data !== "string") return data.byteLength > maxBytes;
  // No character takes more than three bytes, so that most texts need not be measured.
  return data.length * 3 > maxBytes && new TextEncoder().encode(data).length > maxBytes;
}
