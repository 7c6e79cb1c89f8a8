/** What a process uses: resident memory in bytes, and the processor time that it has had, in ms. */
export interface ProcessUsage {
  readonly rss: number;
  readonly cpu: number;
}

/** Length of a tick of the processor times in /proc (USER_HZ, 100 on all of Linux), in ms. */
const TICK = 10;

/** Reads /proc, so on Linux only. */
export async function usageOf(pid: number): Promise<ProcessUsage> {
  const [status, stat] = await Promise.all([
    Deno.readTextFile(`/proc/${pid}/status`),
    Deno.readTextFile(`/proc/${pid}/stat`),
  ]);
  // The name in parentheses may hold spaces; utime and stime are fields 14 and 15 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const cpu = (Number(fields[11]) + Number(fields[12])) * TICK;
  return { rss: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024, cpu };
}

/** The processor time that a server, this process and all the others on the machine have had, in ms. */
export interface ProcessorTimes {
  readonly server: number;
  readonly load: number;
  readonly others: number;
}

/** See {@link ProcessorTimes}; `pid` is that of the server. */
export async function processorTimes(pid: number): Promise<ProcessorTimes> {
  const [server, load, all] = await Promise.all([usageOf(pid), usageOf(Deno.pid), busyOf()]);
  return { server: server.cpu, load: load.cpu, others: all - server.cpu - load.cpu };
}

/** The processor time between two looks at it. */
export function timesBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorTimes {
  return {
    server: after.server - before.server,
    load: after.load - before.load,
    others: after.others - before.others,
  };
}

async function busyOf(): Promise<number> {
  const stat = await Deno.readTextFile("/proc/stat");
  // user, nice, system, idle, iowait, irq, softirq (proc(5)).
  const [user, nice, system, , , irq, softirq] = stat.split("\n", 1)[0]!.split(/\s+/).slice(1).map(Number);
  return [user, nice, system, irq, softirq].reduce<number>((sum, ticks) => sum + ticks! * TICK, 0);
}

/** Looks at the resident memory of a process again and again. */
export class MemoryWatch implements Disposable {
  readonly #samples: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(pid: number, everyMs: number) {
    this.#timer = setInterval(async () => {
      const usage = await usageOf(pid).catch(() => null);
      if (usage) this.#samples.push(usage.rss);
    }, everyMs);
  }

  /** All that was seen, in bytes. */
  get samples(): readonly number[] {
    return this.#samples;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
