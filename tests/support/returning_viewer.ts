/** A viewer who writes down what it hears of each group, and small helpers around it. */
import assert from "node:assert/strict";
import type { RunningBoardcast } from "./boardcast.ts";
import { plantUrl } from "./plant.ts";
import { V1Client, type V1Options } from "./v1_client.ts";
import type { Frame } from "./ws_client.ts";

/** A viewer whose frames about groups are written down: offsets as they are, `$gap` and `$resumed` in words. */
export class ReturningViewer extends V1Client {
  /** Lines that begin with the name of a group. */
  heard: string[] = [];
  /** The gaps that were announced. */
  gapFrames: Frame[] = [];

  constructor(server: RunningBoardcast, site: string, options: V1Options = {}) {
    super(plantUrl(server, site), {
      isLog: (group) => group.startsWith("log_"),
      ...options,
      onFrame: (frame) => this.#write(frame),
    });
  }

  /** Connects and reads until everything is told that was there. */
  async catchUp(group: string): Promise<string[]> {
    this.heard = [];
    await this.open();
    await this.until(() => this.heard.some((line) => line.startsWith(`${group} resumed`)));
    return this.of(group);
  }

  /** What it has heard of `group` since it connected. */
  of(group: string): string[] {
    return this.heard.filter((line) => line.startsWith(`${group} `)).map((line) =>
      line.slice(group.length + 1)
    );
  }

  /** Fails if anything of all it was told was wrong. */
  assertSound(): void {
    assert.deepEqual(this.reader.faults, []);
  }

  #write(frame: Frame): void {
    const { type, group, from, to } = frame;
    if (frame["$group"]) this.heard.push(`${frame["$group"]} ${frame["$offset"]}`);
    if (type === "$resumed") this.heard.push(`${group} resumed ${from}-${to}`);
    if (type !== "$gap") return;
    this.heard.push(`${group} gap ${from}-${to} ${frame["cause"]}`);
    this.gapFrames.push(frame);
  }
}

/** The offsets `from` to `to` as a {@link ReturningViewer} writes them down. */
export function offsets(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

/** Waits until `viewer` stands at `offset`. */
export function reached(viewer: V1Client, group: string, offset: number): Promise<void> {
  return viewer.until(() => viewer.reader.position(group)?.offset === offset);
}
