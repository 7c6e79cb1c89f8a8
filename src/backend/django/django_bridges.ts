import type { DjangoLayer } from "../../config/django.ts";
import { type BridgeStatus, DjangoBridge, type DjangoBridgeParts } from "./django_bridge.ts";
import { Misfits } from "../misfits.ts";
import type { TestResult } from "./round_trip.ts";

/** The bridges to all layers of Django applications that are configured. */
export class DjangoBridges implements AsyncDisposable {
  readonly misfits: Misfits = new Misfits();
  readonly #bridges: readonly DjangoBridge[];

  constructor(
    layers: Readonly<Record<string, DjangoLayer>>,
    parts: Omit<DjangoBridgeParts, "name" | "layer" | "misfits">,
  ) {
    this.#bridges = Object.entries(layers).map(([name, layer]) =>
      new DjangoBridge({ ...parts, name, layer, misfits: this.misfits })
    );
  }

  /** How each is doing. */
  get statuses(): BridgeStatus[] {
    return this.#bridges.map(({ status }) => status);
  }

  /** Whether what a layer brings for our `group` is not heard now. */
  isDeafTo(group: string): boolean {
    return this.#bridges.some((bridge) => bridge.isDeafTo(group));
  }

  /** Whether what `layer` brings may be for our `group`. */
  isFedBy(layer: string, group: string): boolean {
    return this.#bridges.some((bridge) => bridge.name === layer && bridge.isAbout(group));
  }

  /** Sends what was published to our `group`, as JSON text, into those of Django's that are to have it. */
  send(group: string, text: string): void {
    for (const bridge of this.#bridges) bridge.send(group, text);
  }

  /** Our groups that are followed by name may be others now. */
  followedChanged(): void {
    for (const bridge of this.#bridges) bridge.followedChanged();
  }

  /** Sends a message through each layer and back; what became of it by the name of the layer. */
  async test(): Promise<Record<string, TestResult>> {
    const results = await Promise.all(
      this.#bridges.map(async (bridge) => [bridge.name, await bridge.test()] as const),
    );
    return Object.fromEntries(results);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#bridges.map((bridge) => bridge[Symbol.asyncDispose]()));
  }
}
