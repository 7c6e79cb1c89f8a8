import { setImmediate } from "node:timers";
import { getLogger } from "@logtape/logtape";
import type { Publication } from "../../record/publication.ts";
import type { BackendEvents } from "../backend.ts";
import type { GroupScripts } from "./group_scripts.ts";
import type { HandOver } from "./hand_over.ts";
import type { RedisLink } from "./redis_link.ts";
import { type Effect, Replica } from "./replica.ts";
import { parseMessage } from "./stored.ts";

/** How long a replica that nobody has open stays current, in ms, and how many such there may be. */
const IDLE = 30_000;
const MOST_IDLE = 1000;
/** After how long it is tried again to read a group that could not be read, in ms. */
const AGAIN = 300;

const log = getLogger(["boardcast", "redis"]);

interface Shelved {
  readonly replica: Replica;
  /** What is being read of it; `null` if nothing is. */
  loading: Promise<void> | null;
}

/** What replicas work on. */
export interface ReplicasParts {
  readonly link: RedisLink;
  readonly scripts: GroupScripts;
  readonly handOver: HandOver;
  readonly events: BackendEvents;
}

/** The replicas of the groups that are open on this node, or were until a moment ago. */
export class Replicas implements Disposable {
  readonly #parts: ReplicasParts;
  readonly #shelved = new Map<string, Shelved>();
  /** Those that nobody has open, each with the time (ms) since when, the longest first. */
  readonly #idle = new Map<string, number>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #arrived: [replica: Replica, message: string][] = [];
  #isDisposed = false;
  #loads = 0;

  constructor(parts: ReplicasParts) {
    this.#parts = parts;
    parts.link.onReturn(() => this.#doubtAll());
  }

  /** How often a group was read. */
  get loads(): number {
    return this.#loads;
  }

  /** All that have been loaded. */
  get all(): Replica[] {
    return [...this.#shelved.values()].map(({ replica }) => replica).filter(({ isLoaded }) => isLoaded);
  }

  /** Whether `group` has a replica, or is about to have one. */
  has(group: string): boolean {
    return this.#shelved.has(group);
  }

  /** The replica of `group`, which stays current until it is closed as often as it was opened. @throws StorageError */
  async open(group: string): Promise<Replica> {
    const shelved = this.#shelved.get(group) ?? this.#shelve(group);
    const { replica } = shelved;
    replica.users++;
    this.#idle.delete(group);
    try {
      // One that lacks something serves all the same: what it lacks is delivered when it is known.
      if (!replica.isLoaded) await (shelved.loading ??= this.#begin(shelved));
      return replica;
    } catch (error) {
      this.close(group);
      if (!replica.isLoaded && replica.users === 0) this.#drop(group);
      throw error;
    }
  }

  /** See {@link Replicas.open}. */
  close(group: string): void {
    const replica = this.#shelved.get(group)?.replica;
    if (!replica || replica.users === 0 || --replica.users > 0) return;
    this.#idle.set(group, Date.now());
    if (this.#idle.size > MOST_IDLE) this.#drop(this.#idle.keys().next().value!);
  }

  /** Reads what `replica` lacks, if it lacks something. @throws StorageError */
  async refresh(replica: Replica): Promise<void> {
    replica.doubt();
    const shelved = this.#shelved.get(replica.group);
    if (shelved?.replica === replica) await (shelved.loading ??= this.#load(shelved));
  }

  /** Lets go of those that nobody has had open for a while at `now` (ms). */
  dropIdle(now: number): void {
    for (const [group, since] of this.#idle) {
      if (since > now - IDLE) return;
      this.#drop(group);
    }
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#arrived = [];
    this.#shelved.clear();
  }

  #shelve(group: string): Shelved {
    const replica = new Replica(group, (event) => this.#parts.events.ruleOf(group, event));
    const shelved: Shelved = { replica, loading: null };
    this.#shelved.set(group, shelved);
    return shelved;
  }

  /** First its channel, then what it keeps: nothing falls in between. */
  #begin(shelved: Shelved): Promise<void> {
    const { link } = this.#parts;
    const { replica } = shelved;
    const hear = link.hear(link.groupKey(replica.group), (message) => this.#arrive(replica, message));
    return hear.then(() => this.#load(shelved)).finally(() => shelved.loading = null);
  }

  async #load(shelved: Shelved): Promise<void> {
    const { replica } = shelved;
    const { scripts } = this.#parts;
    try {
      while (replica.lacksSomething && !this.#isDisposed) {
        this.#loads++;
        const loaded = await scripts.load(replica.group, replica.known);
        if (this.#shelved.get(replica.group) !== shelved) return;
        this.#handOn(replica.load(loaded).map((effect) => [replica.group, effect]));
        this.#parts.handOver.groupLoaded(replica.group);
      }
    } finally {
      shelved.loading = null;
    }
  }

  #drop(group: string): void {
    const { link, handOver } = this.#parts;
    this.#idle.delete(group);
    this.#shelved.delete(group);
    link.leave(link.groupKey(group));
    handOver.groupLoaded(group);
  }

  /** What comes in one turn is handed on together. */
  #arrive(replica: Replica, message: string): void {
    if (this.#arrived.push([replica, message]) === 1) setImmediate(() => this.#takeArrived());
  }

  #takeArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    const effects = arrived.map(([replica, message]): [string, Effect] => [
      replica.group,
      replica.take(parseMessage(message)) ?? {},
    ]);
    this.#handOn(effects);
    for (const { group, lacksSomething } of new Set(arrived.map(([replica]) => replica))) {
      if (lacksSomething) this.#readMissing(group);
    }
  }

  /** Losses first; what is acknowledged after what is published. */
  #handOn(effects: readonly (readonly [group: string, effect: Effect])[]): void {
    const { events, handOver } = this.#parts;
    const turn = new Map<string, Publication[]>();
    for (const [group, { publications = [], lost, restartedFrom }] of effects) {
      if (restartedFrom) events.onRestarted?.(group, restartedFrom);
      if (lost) events.onLost?.(group, lost);
      if (publications.length === 0) continue;
      const before = turn.get(group);
      if (before) before.push(...publications);
      else turn.set(group, [...publications]);
    }
    if (turn.size > 0) events.onPublications(turn);
    for (const [group, { acknowledged = [] }] of effects) {
      if (acknowledged.length > 0) events.onAcknowledged?.(group, acknowledged);
    }
    for (const [group, { batch }] of effects) if (batch !== undefined) handOver.arrived(batch, group);
  }

  #doubtAll(): void {
    for (const { replica } of this.#shelved.values()) {
      if (!replica.isLoaded) continue;
      replica.doubt();
      this.#readMissing(replica.group);
    }
  }

  #readMissing(group: string): void {
    const shelved = this.#shelved.get(group);
    if (!shelved || shelved.loading || this.#isDisposed) return;
    shelved.loading = this.#load(shelved);
    shelved.loading.catch(({ message }) => this.#readAgain(group, message));
  }

  /** While Redis is away its return is waited for. */
  #readAgain(group: string, reason: string): void {
    if (this.#isDisposed || this.#parts.link.problem !== null) return;
    log.warning("Cannot read {group}: {reason}", { group, reason });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#readMissing(group);
    }, AGAIN);
    this.#timers.add(timer);
  }
}
