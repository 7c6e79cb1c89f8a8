import { useMemo, useSyncExternalStore } from "react";

/** The address of the page; the component renders again when it changes. */
export function useAddress(): URL {
  const href = useSyncExternalStore(subscribe, () => location.href);
  return useMemo(() => new URL(href), [href]);
}

/** Shows another address of this application; with `replace` the one before is not gone back to. */
export function go(address: string | URL, { replace = false }: { replace?: boolean } = {}): void {
  const { href } = new URL(address, location.href);
  if (href === location.href) return;
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  // The browser tells only of what it does itself.
  dispatchEvent(new PopStateEvent("popstate"));
}

function subscribe(onChange: () => void): () => void {
  addEventListener("popstate", onChange);
  return () => removeEventListener("popstate", onChange);
}
