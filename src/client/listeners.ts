// deno-lint-ignore no-explicit-any -- what a listener takes is known to whoever adds it.
type Listener = (...details: any[]) => void;

/** Listeners by what they listen to. One that throws harms no other. */
export class Listeners {
  readonly #byType = new Map<string, Set<Listener>>();

  /** Adds a listener; one that is there already is not added twice. */
  add(type: string, listener: Listener): void {
    this.#byType.set(type, (this.#byType.get(type) ?? new Set()).add(listener));
  }

  /** Removes what {@link Listeners.add} added. */
  remove(type: string, listener: Listener): void {
    this.#byType.get(type)?.delete(listener);
  }

  /** Calls `listener`, unless it has been removed from `type`. */
  call(type: string, listener: Listener, ...details: unknown[]): void {
    if (this.#byType.get(type)?.has(listener)) callSafely(listener, ...details);
  }

  /** Calls all who listen to `type`. */
  tell(type: string, ...details: unknown[]): void {
    for (const listener of [...this.#byType.get(type) ?? []]) this.call(type, listener, ...details);
  }
}

/** Calls `listener`; what it throws is reported: to the page's error handlers, or on the console where there is no page. */
export function callSafely(listener: Listener, ...details: unknown[]): void {
  try {
    listener(...details);
  } catch (error) {
    if (globalThis.document) reportError(error);
    // In a service an error that is reported ends the process, and with it all the other listeners.
    // deno-lint-ignore no-console
    else console.error(error);
  }
}
