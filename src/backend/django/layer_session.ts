import type { DjangoLayer } from "../../config/django.ts";
import { CoreReceiver } from "./core_receiver.ts";
import type { LayerCodec } from "./layer_codec.ts";
import { type LayerNames, SELF_TEST } from "./layer_names.ts";
import { CORE, LayerSender, PUBSUB } from "./layer_sender.ts";
import { Lease, LIFE } from "./lease.ts";
import { Link } from "./link.ts";
import type { NameMap } from "./name_map.ts";
import { pause } from "./pause.ts";
import { PubSubReceiver } from "./pubsub_receiver.ts";
import { roundTrip, type TestResult } from "./round_trip.ts";

/** How often a session proves that it is alive. */
const BEAT = 1_000;
/** A Redis that does not answer for so long is gone. */
const PATIENCE = 4_000;
/** After so many beats the memberships are renewed, in case the layer was flushed. */
const RENEWAL_BEATS = 5;

/** What a session works on. */
export interface LayerSessionParts {
  readonly layer: DjangoLayer;
  readonly codec: LayerCodec;
  readonly names: LayerNames;
  readonly groups: NameMap;
  /** Whose the lease is; `isShared` if several nodes may want it. */
  readonly lease: { readonly name: string; readonly holder: string; readonly isShared: boolean };
  /** Aborted when the session is not wanted any more. */
  readonly signal: AbortSignal;
  /** Django's groups that are to be followed by name. */
  wanted(): string[];
  /** Takes a message; of the core layer it has an age. */
  onBody(group: string, body: Uint8Array, options: { ages: boolean }): void;
  room(): Promise<void>;
  /** Called when everything is followed, with the time (ms since 1970) when a node last did; 0 if nobody knows. */
  onFollowing(heard: number): void;
  /** Called as long as the layer answers and this node listens. */
  onBeat(): void;
}

/** A layer from when its servers are connected until one of them is lost. */
export class LayerSession implements Disposable {
  readonly #parts: LayerSessionParts;
  readonly #links: readonly Link[];
  readonly #waiting: readonly Link[];
  readonly #lease: Lease;
  readonly #pubsub: PubSubReceiver | null;
  readonly #core: CoreReceiver | null;
  readonly #end = new AbortController();
  readonly #ended: AbortSignal;
  #isOwner = false;
  /** Until when (`performance.now()`) nobody else can have the lease. */
  #ownedUntil = 0;

  private constructor(parts: LayerSessionParts, links: readonly Link[], waiting: readonly Link[]) {
    const { names, layer } = parts;
    this.#parts = parts;
    this.#links = links;
    this.#waiting = waiting;
    this.#lease = new Lease(links[0]!, parts.lease);
    this.#ended = AbortSignal.any([this.#end.signal, ...[...links, ...waiting].map(({ ended }) => ended)]);
    this.#pubsub = layer.BACKEND === CORE
      ? null
      : new PubSubReceiver(links, names, (group, body) => this.#take(group, body, false));
    this.#core = layer.BACKEND === PUBSUB ? null : new CoreReceiver({
      names,
      links,
      waiting,
      groupExpiry: layer.CONFIG.group_expiry,
      onBody: (group, body) => this.#take(group, body, true),
      room: () => parts.room(),
    });
  }

  /** Connects to all servers of the layer. @throws Error when one cannot be reached */
  static async open(parts: LayerSessionParts): Promise<LayerSession> {
    const { BACKEND, CONFIG: { hosts } } = parts.layer;
    const links = await openAll(hosts, parts.signal);
    try {
      return new LayerSession(parts, links, BACKEND === PUBSUB ? [] : await openAll(hosts, parts.signal));
    } catch (error) {
      for (const link of links) link[Symbol.dispose]();
      throw error;
    }
  }

  /** Whether this node is the one of its installation that listens. */
  get isOwner(): boolean {
    return this.#isOwner;
  }

  /** Writes into the layer. */
  get sender(): LayerSender {
    return new LayerSender({ ...this.#parts, links: this.#links });
  }

  /** See {@link roundTrip}. */
  test(): Promise<TestResult> {
    return roundTrip({ ...this.#parts, links: this.#links });
  }

  /** Aborted, with the reason, when a server of the layer is lost. */
  get ended(): AbortSignal {
    return this.#ended;
  }

  /** Runs until its signal is aborted. @throws Error when a server of the layer is lost */
  async run(): Promise<void> {
    const { signal } = this.#parts;
    const ended = AbortSignal.any([signal, this.#ended]);
    for (let beats = 0; !ended.aborted; beats++) {
      await within(PATIENCE, this.#beat(beats), ended);
      await pause(BEAT, ended);
    }
    if (!signal.aborted) throw ended.reason;
  }

  /** The groups that are to be followed by name may have changed. */
  async wantedChanged(): Promise<void> {
    if (!this.#isOwner) return;
    const wanted = this.#parts.wanted();
    await this.#core?.follow(wanted);
    if (this.#parts.layer.follow === "watched") await this.#pubsub?.follow(wanted);
  }

  /** Stops to listen; `leaving` when nobody of the installation goes on. */
  async stop({ leaving }: { leaving: boolean }): Promise<void> {
    if (!this.#isOwner) return;
    this.#isOwner = false;
    await this.#core?.stop({ leaving });
    await this.#lease.release();
  }

  [Symbol.dispose](): void {
    this.#end.abort(new Error("The session was closed"));
    for (const link of [...this.#links, ...this.#waiting]) link[Symbol.dispose]();
  }

  async #beat(beats: number): Promise<void> {
    const asked = performance.now();
    const heard = await this.#lease.keep();
    if (heard !== null) this.#ownedUntil = asked + LIFE;
    if (heard === null && this.#isOwner) throw new Error("Another node listens to the layer now");
    await Promise.all(this.#links.slice(1).map((link) => link.run("PING")));
    if (heard !== null && !this.#isOwner) await this.#begin(heard);
    else if (this.#isOwner && beats % RENEWAL_BEATS === 0) await this.#core?.renew();
    if (this.#isOwner) this.#parts.onBeat();
  }

  async #begin(heard: number): Promise<void> {
    this.#isOwner = true;
    if (this.#parts.layer.follow === "all") await this.#pubsub?.followAll(this.#parts.groups);
    await this.wantedChanged();
    this.#core?.receive().catch((error) => this.#end.abort(error));
    this.#parts.onFollowing(heard);
  }

  /** What comes when another node may listen already is that node's. */
  #take(group: string, body: Uint8Array, ages: boolean): void {
    if (this.#parts.lease.isShared && performance.now() > this.#ownedUntil) {
      return this.#end.abort(new Error("The lease ran out: this node or its Redis was too slow"));
    }
    if (!group.startsWith(SELF_TEST)) this.#parts.onBody(group, body, { ages });
  }
}

async function openAll(hosts: readonly string[], signal: AbortSignal): Promise<Link[]> {
  const opened = await Promise.allSettled(hosts.map((host) => Link.open(host, signal)));
  const failed = opened.find((one) => one.status === "rejected");
  const links = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  if (!failed) return links;
  for (const link of links) link[Symbol.dispose]();
  throw failed.reason;
}

/** @throws Error when `work` takes longer than `ms`, or `ended` is aborted before it is done */
async function within(ms: number, work: Promise<void>, ended: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Redis did not answer within ${ms} ms`)), ms);
  const fail = () => late.reject(ended.reason);
  ended.addEventListener("abort", fail);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", fail);
  }
}
