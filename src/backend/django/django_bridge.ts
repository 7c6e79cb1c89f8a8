import { getLogger } from "@logtape/logtape";
import type { DjangoLayer } from "../../config/django.ts";
import { type Boards, Incoming, ORIGIN } from "./incoming.ts";
import { LayerCodec } from "./layer_codec.ts";
import { LayerNames } from "./layer_names.ts";
import { LayerSession } from "./layer_session.ts";
import type { Misfits } from "../misfits.ts";
import { NameMap } from "./name_map.ts";
import { Outgoing } from "./outgoing.ts";
import { pause } from "./pause.ts";
import type { TestResult } from "./round_trip.ts";

/** The first pause before the layer is tried again, and the longest; each is drawn from half of it to all of it. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 5_000];
/** So many groups are followed by name at once. */
const MOST_GROUPS = 2_000;
/** How long a layer may take to let us go. */
const LAST_WORDS = 2_000;

/** A layer was not heard, in ms since 1970: what was sent to its groups may be missing. */
export interface Unheard {
  readonly layer: string;
  readonly since: number;
  readonly until: number;
}

/** What a bridge works on. */
export interface DjangoBridgeParts {
  readonly name: string;
  readonly layer: DjangoLayer;
  /** The same for all nodes that are one Boardcast. */
  readonly installation: string;
  /** Which of several nodes this is; `null` if there is only one. One of them listens. */
  readonly node: string | null;
  readonly boards: Boards;
  readonly misfits: Misfits;
  /** Our groups that are to be followed where each must be named: those that are watched, and those that always are. */
  followed(): readonly string[];
  /** Whether other nodes go on when this one stops. */
  hasOthers(): boolean;
  onUnheard(unheard: Unheard): void;
}

/** How a bridge is doing. */
export interface BridgeStatus {
  readonly layer: string;
  /** `elsewhere`: another node listens. */
  readonly state: "following" | "elsewhere" | "away";
  /** Why it is away. */
  readonly problem: string | null;
  /** Messages that came, those that were published, those that wait to be, those that were sent and that could not be. */
  readonly received: number;
  readonly published: number;
  readonly waiting: number;
  readonly sent: number;
  readonly unsent: number;
  /** The last round trip through the layer. */
  readonly test: TestResult | null;
}

const log = getLogger(["boardcast", "django"]);

/** Hears the groups of one channel layer of a Django application, and sends into them. */
export class DjangoBridge implements AsyncDisposable {
  readonly #parts: DjangoBridgeParts;
  readonly #groups: NameMap;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #names: LayerNames;
  readonly #codec: LayerCodec;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  #followed: ReadonlySet<string> = new Set();
  /** When the layer last answered and we listened; `null` before it ever did. */
  #heard: number | null = null;
  /** When it failed for the first time since it was followed; 0 if it did not. */
  #failedSince = 0;
  #session: LayerSession | null = null;
  #problem: string | null = null;
  #test: TestResult | null = null;

  constructor(parts: DjangoBridgeParts) {
    const { name, layer, installation, boards, misfits } = parts;
    this.#parts = parts;
    this.#groups = new NameMap(layer.groups);
    this.#codec = new LayerCodec(layer.CONFIG);
    this.#names = new LayerNames(layer.CONFIG.prefix, { hosts: layer.CONFIG.hosts.length, installation });
    this.#incoming = new Incoming({
      layer: name,
      installation,
      codec: this.#codec,
      groups: this.#groups,
      types: layer.types,
      boards,
      misfits,
      onOverflow: (since) => this.#tellUnheard(since),
    });
    this.#outgoing = new Outgoing(layer, () => this.#session?.sender ?? null, { [ORIGIN]: installation });
    this.#running = this.#run();
  }

  /** What its layer is called. */
  get name(): string {
    return this.#parts.name;
  }

  /** How it is doing. */
  get status(): BridgeStatus {
    const session = this.#session;
    const state = session === null ? "away" : session.isOwner ? "following" : "elsewhere";
    const { name: layer } = this.#parts;
    const problem = session === null ? this.#problem : null;
    return {
      layer,
      state,
      problem,
      ...this.#incoming.counts,
      ...this.#outgoing.counts,
      test: this.#test,
    };
  }

  /** Whether what comes from the layer may be for our `group`. */
  isAbout(group: string): boolean {
    return this.#groups.from(group) !== undefined && this.#parts.boards.hasGroup(group);
  }

  /** Whether what is sent to `group` (of ours) is not heard now. */
  isDeafTo(group: string): boolean {
    return this.#session === null && this.isAbout(group);
  }

  /** Sends what was published to our `group`, as JSON text, into Django's, if it is one of those. */
  send(group: string, text: string): void {
    this.#outgoing.take(group, text);
  }

  /** Our groups that are followed by name may be others now. */
  followedChanged(): void {
    this.#session?.wantedChanged().catch((error) => this.#note(error));
  }

  /** Sends a message through the layer and back. */
  async test(): Promise<TestResult> {
    const away = {
      ok: false,
      time: Date.now(),
      reason: this.#problem ?? "The layer is not connected",
    } as const;
    return this.#test = await this.#session?.test() ?? away;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    this.#incoming[Symbol.dispose]();
    await this.#outgoing[Symbol.asyncDispose]();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        using session = await this.#open();
        attempt = 0;
        this.#session = session;
        await session.run();
        const stopped = session.stop({ leaving: !this.#parts.hasOthers() });
        await Promise.race([stopped, pause(LAST_WORDS, session.ended)]);
      } catch (error) {
        this.#note(error as Error);
      }
      this.#session = null;
      const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
      await pause(longest * (1 + Math.random()) / 2, signal);
    }
  }

  #open(): Promise<LayerSession> {
    const { layer, installation, node } = this.#parts;
    return LayerSession.open({
      signal: this.#end.signal,
      layer,
      codec: this.#codec,
      names: this.#names,
      groups: this.#groups,
      lease: {
        name: `${installation}:${layer.CONFIG.prefix}`,
        holder: node ?? installation,
        isShared: node !== null,
      },
      wanted: () => this.#wanted(),
      onBody: (group, body, options) => this.#incoming.take(group, body, options),
      room: () => this.#incoming.room(),
      onFollowing: (heard) => void this.#following(heard),
      onBeat: () => this.#heard = Date.now(),
    });
  }

  /** What was watched once stays followed, unless only what is watched is to be; of too many, the last stay. */
  #wanted(): string[] {
    const watched = this.#parts.followed().flatMap((group) => this.#groups.from(group) ?? []);
    const wanted = new Set([...watched, ...this.#groups.fixed ?? []]);
    const before = this.#parts.layer.follow === "all" ? this.#followed.difference(wanted) : [];
    this.#followed = new Set([...before, ...wanted].slice(-MOST_GROUPS));
    return [...this.#followed];
  }

  async #following(heard: number): Promise<void> {
    const since = Math.max(heard, this.#heard ?? 0) || this.#failedSince;
    if (since) this.#tellUnheard(since);
    this.#failedSince = 0;
    this.#problem = null;
    const { name } = this.#parts;
    const test = await this.test();
    if (test.ok) {
      log.info("Django's layer {name} is followed; a round trip took {ms} ms", { name, ms: test.ms });
    } else log.error("Django's layer {name} fails its test: {reason}", { name, reason: test.reason });
  }

  #tellUnheard(since: number): void {
    this.#parts.onUnheard({ layer: this.name, since, until: Date.now() });
  }

  #note(error: Error): void {
    if (this.#end.signal.aborted) return;
    this.#failedSince ||= Date.now();
    if (error.message === this.#problem) return;
    this.#problem = error.message;
    log.warn("Django's layer {name} is not heard: {reason}", {
      name: this.#parts.name,
      reason: error.message,
    });
  }
}
