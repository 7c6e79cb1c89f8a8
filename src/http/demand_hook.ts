import { createHmac } from "node:crypto";
import { getLogger } from "@logtape/logtape";
import type { Demand, DemandChange } from "../group/demand.ts";
import { UntoldDemand } from "./untold_demand.ts";

/** Whom a {@link DemandHook} tells, and how patiently. */
export interface DemandHookOptions {
  readonly url: string;
  /** Signs what is sent; `null` for no signature. */
  readonly secret: string | null;
  /** How long an answer may take. Default 5_000 (5 s). */
  readonly timeoutMs?: number;
  /** How long to wait after a first failure; twice as long after each further one. Default 1_000 (1 s). */
  readonly retryMs?: number;
  /** The longest that is waited. Default 60_000 (1 min). */
  readonly maxRetryMs?: number;
}

/** All groups that are watched at a `time` in ms since 1970. */
interface DemandState {
  readonly watched: readonly string[];
  readonly time: number;
}

interface Retry {
  readonly waitMs: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Of more groups than this that could not be told, the first is given up. */
const MAX_RETRIES = 10_000;

const log = getLogger(["boardcast", "demand"]);

/**
 * Tells a URL by POST which groups have viewers: first all that have, which replaces what was known before a restart, then
 * the newest state of each that has got its first or lost its last. One request at a time, each until it is answered with a
 * status from 200 to 299. A group that was never told has no viewers.
 */
export class DemandHook implements Disposable {
  readonly #demand: Demand;
  readonly #options: Required<DemandHookOptions>;
  readonly #retries = new Map<string, Retry>();
  readonly #end = new AbortController();
  readonly #watch: Disposable;
  /** While the state has not been received it only gathers what the next attempt at it will say. */
  #untold = new UntoldDemand();
  #isTelling = false;
  #stateTimer: ReturnType<typeof setTimeout> | undefined;
  #isFailing = false;

  constructor(demand: Demand, options: DemandHookOptions) {
    this.#options = { timeoutMs: 5_000, retryMs: 1_000, maxRetryMs: 60_000, ...options };
    this.#demand = demand;
    this.#watch = demand.watch((change) => this.#note(change));
    this.#tellState(this.#options.retryMs);
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    clearTimeout(this.#stateTimer);
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    this.#end.abort();
  }

  #note(change: DemandChange): void {
    this.#forget(change.group);
    this.#untold.note(change);
    this.#tellAll();
  }

  /** Tells all that is watched at the moment; after `waitMs` again if that failed. */
  async #tellState(waitMs: number): Promise<void> {
    this.#isTelling = true;
    const { watched } = this.#demand;
    this.#untold = new UntoldDemand(watched);
    const problem = await this.#post({ watched, time: Date.now() });
    if (this.#end.signal.aborted) return;
    this.#logTurn(problem);
    if (problem !== null) {
      const next = Math.min(2 * waitMs, this.#options.maxRetryMs);
      this.#stateTimer = setTimeout(() => this.#tellState(next), waitMs);
      return;
    }
    this.#isTelling = false;
    await this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let change = this.#untold.take(); change; change = this.#untold.take()) {
      const problem = await this.#post(change);
      if (this.#end.signal.aborted) return;
      this.#logTurn(problem);
      if (problem === null) this.#forget(change.group);
      else this.#failed(change);
    }
    this.#isTelling = false;
  }

  /** Why it failed; `null` if it did not. */
  async #post(told: DemandState | DemandChange): Promise<string | null> {
    const { url, timeoutMs } = this.#options;
    const body = JSON.stringify(told);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const signal = AbortSignal.any([this.#end.signal, timeout.signal]);
    const headers = { "content-type": "application/json", ...this.#signatureOf(body) };
    try {
      const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      await response.body?.cancel();
      return response.ok ? null : `it answered ${response.status}`;
    } catch (error) {
      return timeout.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #signatureOf(body: string): Record<string, string> {
    const { secret } = this.#options;
    if (secret === null) return {};
    return { "x-boardcast-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
  }

  /** It may have been received all the same, so whatever is the state of the group next has to be told. */
  #failed(change: DemandChange): void {
    const { group } = change;
    this.#untold.doubt(group);
    // Overtaken, perhaps by what brings back the state that failed.
    if (this.#untold.has(group)) return;
    const { retryMs, maxRetryMs } = this.#options;
    const before = this.#retries.get(group)?.waitMs;
    const waitMs = before === undefined ? retryMs : Math.min(2 * before, maxRetryMs);
    const timer = setTimeout(() => {
      this.#untold.note(change);
      this.#tellAll();
    }, waitMs);
    this.#retries.delete(group);
    this.#retries.set(group, { waitMs, timer });
    if (this.#retries.size > MAX_RETRIES) this.#giveUpFirst();
  }

  #giveUpFirst(): void {
    const [group] = this.#retries.keys();
    log.warning("The demand hook is not told any more about {group}: too many groups wait for it", { group });
    this.#forget(group!);
    this.#untold.giveUp(group!);
  }

  #forget(group: string): void {
    clearTimeout(this.#retries.get(group)?.timer);
    this.#retries.delete(group);
  }

  /** Once when it begins to fail, and once when that is over. */
  #logTurn(problem: string | null): void {
    const isFailing = problem !== null;
    const { host } = new URL(this.#options.url);
    if (isFailing && !this.#isFailing) {
      log.warning("Cannot tell the demand hook at {host}: {problem}; trying again", { host, problem });
    }
    if (!isFailing && this.#isFailing) log.info("The demand hook at {host} answers again", { host });
    this.#isFailing = isFailing;
  }
}

/** Without the URL, which may hold a secret. */
function reasonOf(error: unknown): string {
  const { cause } = error as Error;
  return cause instanceof Error ? cause.message.replace(/ for url \(.*\): /, ": ") : "the connection failed";
}
