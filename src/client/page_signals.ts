/** Whether nobody can see the page. Where there is no page (Deno, Node, a worker) it is never hidden. */
export function isHidden(): boolean {
  return globalThis.document?.visibilityState === "hidden";
}

/** Calls `onReturn` when the network is there again or the page can be seen again, until the result is called. */
export function watchReturn(onReturn: () => void): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  // Node has no such events.
  globalThis.addEventListener?.("online", onReturn, { signal });
  globalThis.document?.addEventListener("visibilitychange", () => isHidden() || onReturn(), { signal });
  return () => watch.abort();
}
