import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useSyncExternalStore,
} from "react";

/** What on the page asks to be looked at, in words. */
class Alerts {
  readonly #words = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #all: readonly string[] = [];

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly all = (): readonly string[] => this.#all;

  set(id: string, words: string | null): void {
    if (words === null) this.#words.delete(id);
    else this.#words.set(id, words);
    this.#all = [...this.#words.values()];
    for (const listener of this.#listeners) listener();
  }
}

const Nearest = createContext<Alerts | null>(null);

/** Collects what the widgets below it alert of. */
export function AlertsProvider({ children }: { children?: ReactNode }): ReactElement {
  const alerts = useMemo(() => new Alerts(), []);
  return createElement(Nearest.Provider, { value: alerts }, children);
}

/** Has the page ask to be looked at as long as `words` is not null. */
export function useAlert(words: string | null): void {
  const alerts = useContext(Nearest);
  const id = useId();
  useEffect(() => {
    if (words === null) return;
    alerts?.set(id, words);
    return () => alerts?.set(id, null);
  }, [alerts, id, words]);
}

/** All that asks to be looked at now. */
export function useAlerts(): readonly string[] {
  const alerts = useContext(Nearest);
  if (!alerts) throw new Error("No alerts: put an <AlertsProvider> around the component");
  return useSyncExternalStore(alerts.subscribe, alerts.all);
}
