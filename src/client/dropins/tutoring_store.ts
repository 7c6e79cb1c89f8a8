import {
  type InterventionStatus,
  stateAfter,
  type TutoringState,
  UNKNOWN,
  withResolved,
  withStatus,
} from "./tutoring_state.ts";
import type { WebSocketService } from "./websocket_service.ts";

/** What a service has told, for all parts of a page. It connects for the first that subscribes, and not beyond the last. */
export class TutoringStore {
  readonly #service: WebSocketService;
  readonly #changed = new Set<() => void>();
  #state = UNKNOWN;
  #end: (() => void) | undefined;

  constructor(service: WebSocketService) {
    this.#service = service;
  }

  /** The state; the same object until something has changed. */
  readonly read = (): TutoringState => this.#state;

  /** Calls `onChange` whenever the state has changed, until the result is called. */
  readonly subscribe = (onChange: () => void): () => void => {
    this.#changed.add(onChange);
    if (this.#changed.size === 1) this.#begin();
    return () => {
      this.#changed.delete(onChange);
      if (this.#changed.size === 0) this.#end?.();
    };
  };

  readonly resolveAlert = (id: string): void => this.#become(withResolved(this.#state, id));

  readonly updateInterventionStatus = (id: string, status: InterventionStatus): void =>
    this.#become(withStatus(this.#state, id, status));

  #begin(): void {
    const unsubscribe = this.#service.subscribe((message) => this.#become(stateAfter(this.#state, message)));
    this.#become({ ...this.#state, connected: this.#service.isConnected() });
    this.#service.connect();
    this.#end = () => {
      this.#service.disconnect();
      unsubscribe();
    };
  }

  #become(state: TutoringState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const onChange of [...this.#changed]) onChange();
  }
}
