import { getLogger } from "@logtape/logtape";
import { clamp, round } from "./random.ts";

const log = getLogger(["boardcast", "demo"]);

/** What this process may learn of its machine: each needs `--allow-sys` with the name of its kind. */
const KINDS = ["loadavg", "systemMemoryInfo", "hostname"] as const;

type Kind = (typeof KINDS)[number];

/** The machine and the producer's own process at one moment; `null` for what this process may not read. */
export interface MachineSample {
  host: string | null;
  cores: number;
  load: { one: number; five: number; fifteen: number } | null;
  memory: { total_bytes: number; available_bytes: number; used_percent: number } | null;
  producer: { rss_bytes: number; heap_used_bytes: number; uptime_seconds: number };
}

/** Reads the machine as far as the permissions go. */
export class Machine {
  readonly #allowed: ReadonlySet<Kind>;

  constructor() {
    this.#allowed = new Set(KINDS.filter(isAllowed));
    const missing = KINDS.filter((kind) => !this.#allowed.has(kind));
    if (missing.length > 0) {
      log.warn("Some of the machine's own numbers are missing: they need --allow-sys={kinds}", {
        kinds: missing.join(","),
      });
    }
  }

  /** The numbers as they are now. */
  read(): MachineSample {
    const { rss, heapUsed } = Deno.memoryUsage();
    return {
      host: this.#allowed.has("hostname") ? Deno.hostname() : null,
      cores: navigator.hardwareConcurrency,
      load: this.#allowed.has("loadavg") ? readLoad() : null,
      memory: this.#allowed.has("systemMemoryInfo") ? readMemory() : null,
      producer: {
        rss_bytes: rss,
        heap_used_bytes: heapUsed,
        uptime_seconds: round(performance.now() / 1_000, 0),
      },
    };
  }
}

/** How busy the machine is, 0 to 100: the load of the last minute for each core, or the memory used without it. */
export function scoreOf({ cores, load, memory }: MachineSample): number | null {
  if (load) return clamp(Math.round(100 * load.one / cores), 0, 100);
  return memory && Math.round(memory.used_percent);
}

function isAllowed(kind: Kind): boolean {
  return Deno.permissions.querySync({ name: "sys", kind }).state === "granted";
}

function readLoad(): MachineSample["load"] {
  const [one, five, fifteen] = Deno.loadavg();
  return { one: round(one!, 2), five: round(five!, 2), fifteen: round(fifteen!, 2) };
}

function readMemory(): MachineSample["memory"] {
  const { total, available } = Deno.systemMemoryInfo();
  return {
    total_bytes: total,
    available_bytes: available,
    used_percent: round(100 * (total - available) / total, 1),
  };
}
