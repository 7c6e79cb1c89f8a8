import type { Part } from "./delivery.ts";
import { Durations } from "./durations.ts";

/** When the steps of a delivery were done, by `performance.now()`. */
export interface Steps {
  readonly began: number;
  readonly encoded: number;
  readonly handed: number;
}

/** Where the time goes between publishing and the sockets of those who keep up: one time a publication or a turn. */
export class Timings {
  /** From the request to publish until it was kept and came back from the backend. */
  readonly commit: Durations = new Durations();
  readonly encode: Durations = new Durations();
  readonly hand: Durations = new Durations();
  /** From the request to publish until it was handed to all sockets. */
  readonly publishToViewer: Durations = new Durations();

  /** Notes how long it took to hand on `parts`. */
  note(parts: readonly Part[], { began, encoded, handed }: Steps): void {
    this.encode.note(encoded - began, handed);
    this.hand.note(handed - encoded, handed);
    for (const { publications } of parts) {
      for (const { handedIn, time } of publications) {
        // What another node was given is known to the ms alone, by its clock.
        const total = handedIn === undefined ? Math.max(0, Date.now() - time) : handed - handedIn;
        this.publishToViewer.note(total, handed);
        if (handedIn !== undefined) this.commit.note(began - handedIn, handed);
      }
    }
  }
}
