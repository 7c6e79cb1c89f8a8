import { useMemo } from "react";
import { go, useAddress } from "./address.ts";
import { parseDuration, writeDuration } from "./duration.ts";

/** What a link to the page must show again: it stands in the address. */
export interface PageState {
  /** How far back what is shown reaches, in ms; `null` for what each widget says itself. */
  readonly window: number | null;
  readonly isPaused: boolean;
  /** Large, and nothing to press: for a wall. */
  readonly isWall: boolean;
  /** The time zone that times are shown in, as IANA names it. */
  readonly zone: string;
  /** Changes some of it. */
  set(part: Partial<Pick<PageState, "window" | "isPaused" | "isWall" | "zone">>): void;
  /** Anything else that stands in the address, such as a filter. */
  text(name: string): string | null;
  /** Puts it there; `null` takes it away. */
  setText(name: string, value: string | null): void;
}

/** The state of the page as its address has it. */
export function usePageState(): PageState {
  const address = useAddress();
  return useMemo(() => stateOf(address.searchParams), [address]);
}

function stateOf(query: URLSearchParams): PageState {
  return {
    window: parseDuration(query.get("window")),
    isPaused: query.has("paused"),
    isWall: query.has("wall"),
    zone: zoneOf(query.get("zone")),
    set: ({ window, isPaused, isWall, zone }) =>
      change({
        ...window !== undefined && { window: window === null ? null : writeDuration(window) },
        ...isPaused !== undefined && { paused: isPaused ? "" : null },
        ...isWall !== undefined && { wall: isWall ? "" : null },
        ...zone !== undefined && { zone: zone === ownZone() ? null : zone },
      }),
    text: (name) => query.get(name),
    setText: (name, value) => change({ [name]: value }),
  };
}

/** Reads the address anew: several may change it before any of them renders again. */
function change(parts: Readonly<Record<string, string | null>>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parts)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  url.search = url.search.replace(/=(?=&|$)/g, "");
  go(url, { replace: true });
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An address may have been typed by hand: what is no time zone is the browser's own. */
function zoneOf(text: string | null): string {
  try {
    return Intl.DateTimeFormat("en", { timeZone: text ?? undefined }).resolvedOptions().timeZone;
  } catch {
    return ownZone();
  }
}
