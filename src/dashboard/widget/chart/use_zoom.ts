import { useEffect, useMemo } from "react";
import { usePageState } from "../../settings/page_state.tsx";
import type { TimeSpan } from "./surface.ts";

/** Where in the address the part of the time stands that all charts show. */
const KEY = "zoom";

/** Less than this nobody can look at, in ms. */
const SHORTEST = 100;

/** The part of the time that all charts of the page show, `null` for their windows, and how to change it. Escape goes back. */
export function useZoom(): readonly [TimeSpan | null, (span: TimeSpan | null) => void] {
  const page = usePageState();
  const text = page.text(KEY);
  const span = useMemo(() => spanOf(text), [text]);
  const zoom = (to: TimeSpan | null) => page.setText(KEY, to && textOf(to));
  useEffect(() => {
    if (!span) return;
    const onKey = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === "Escape" && !defaultPrevented) page.setText(KEY, null);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [span]);
  return [span, zoom];
}

function textOf({ from, until }: TimeSpan): string {
  return `${Math.round(from)}-${Math.round(Math.max(until, from + SHORTEST))}`;
}

/** An address may have been typed by hand. */
function spanOf(text: string | null): TimeSpan | null {
  const [, from, until] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? "")?.map(Number) ?? [];
  return from !== undefined && until !== undefined && until - from >= SHORTEST ? { from, until } : null;
}
