import { useEffect } from "react";
import { type PageState, usePageState } from "../settings/page_state.tsx";

/** Shows the page as on a wall, over the whole screen where the browser lets it. */
export function enterWall(set: PageState["set"]): void {
  set({ isWall: true });
  document.documentElement.requestFullscreen?.().catch(() => {});
}

/** While the page is on a wall: the screen stays on, and Escape leads back. */
export function useWall(): void {
  const { isWall, set } = usePageState();
  useEffect(() => {
    if (!isWall) return;
    const wall = new AbortController();
    const { signal } = wall;
    const leave = () => set({ isWall: false });
    document.documentElement.classList.add("wall");
    document.addEventListener("keydown", ({ key }) => key === "Escape" && leave(), { signal });
    // The browser takes the Escape of a full screen for itself.
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || leave(), { signal });
    document.addEventListener("visibilitychange", () => keepAwake(signal), { signal });
    keepAwake(signal);
    return () => {
      wall.abort();
      document.documentElement.classList.remove("wall");
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [isWall]);
}

/** A browser that does not know how, or whose machine wants to sleep, lets the screen go dark. */
function keepAwake(signal: AbortSignal): void {
  if (document.visibilityState !== "visible") return;
  navigator.wakeLock?.request("screen").then((lock) => {
    if (signal.aborted) return lock.release();
    signal.addEventListener("abort", () => void lock.release());
  }).catch(() => {});
}
