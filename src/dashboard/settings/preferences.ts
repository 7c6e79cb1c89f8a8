import { useCallback, useSyncExternalStore } from "react";

/** What somebody prefers on every page of this browser. */
export type Preference = "title-alert" | "sound-alert";

const PREFIX = "boardcast-";

/** Whether something is preferred, and the way to change it: in all tabs of the browser, from now on. */
export function usePreference(name: Preference): [isOn: boolean, set: (isOn: boolean) => void] {
  const key = PREFIX + name;
  const isOn = useSyncExternalStore(subscribe, () => localStorage.getItem(key) === "on");
  const set = useCallback((isOn: boolean) => {
    localStorage.setItem(key, isOn ? "on" : "off");
    // The browser tells the other tabs only.
    dispatchEvent(new StorageEvent("storage", { key }));
  }, [key]);
  return [isOn, set];
}

function subscribe(onChange: () => void): () => void {
  addEventListener("storage", onChange);
  return () => removeEventListener("storage", onChange);
}
