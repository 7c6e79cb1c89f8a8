import { createContext, useContext, useSyncExternalStore } from "react";
import { RequestError } from "../api/get_json.ts";

/** Whether the session of this page has ended under it. */
export class Session {
  readonly #listeners = new Set<() => void>();
  #endedAt: number | null = null;

  /** When it was noticed, in ms since 1970; `null` while the session holds, or if there never was one. */
  readonly endedAt = (): number | null => this.#endedAt;

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** It has ended. */
  end(): void {
    if (this.#endedAt === null) this.#become(Date.now());
  }

  /** Somebody has signed in again. */
  restore(): void {
    if (this.#endedAt !== null) this.#become(null);
  }

  /** Takes notice of what the server refuses: it answers 401 only to a session that is none any more. */
  noteError(error: Error): void {
    if (error instanceof RequestError && error.status === 401) this.end();
  }

  #become(endedAt: number | null): void {
    this.#endedAt = endedAt;
    for (const listener of this.#listeners) listener();
  }
}

/** The session of the page. */
export const SessionContext = createContext<Session | null>(null);

/** The session, and when it has ended. */
export function useSession(): { readonly session: Session; readonly endedAt: number | null } {
  const session = useContext(SessionContext);
  if (!session) throw new Error("No session: put a <SessionContext.Provider> around the component");
  return { session, endedAt: useSyncExternalStore(session.subscribe, session.endedAt) };
}
