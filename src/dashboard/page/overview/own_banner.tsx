import { type ReactElement, useState } from "react";
import { useSecond } from "../../event/second.ts";
import { useTimeFormat } from "../../settings/time_format.ts";
import type { OwnDashboard } from "./own_dashboard.ts";

/** Says that the overview has lost the server, and which of its few tries comes when. */
export function OwnBanner({ own }: { own: OwnDashboard }): ReactElement | null {
  const { client, name, since } = own;
  const now = useSecond();
  const { clock } = useTimeFormat();
  const [triedFor, setTriedFor] = useState<number | null>(null);
  if (name !== "lost" || since === null) return null;

  function tryNow(): void {
    setTriedFor(own.nextTry ?? since);
    client?.connect();
  }

  const isTrying = triedFor === (own.nextTry ?? since);
  return (
    <div className="banner" id="lost-banner">
      <span className="banner-mark" aria-hidden="true">⚠</span>
      <p>
        <strong role="alert">This browser lost the server at {clock(since)}.</strong>{" "}
        What you see is from then. {isTrying ? "Trying now …" : nextWords(own, now)}
      </p>
      <button className="button" type="button" onClick={tryNow}>Try now</button>
    </div>
  );
}

function nextWords({ nextTry, attempt, most }: OwnDashboard, now: number): string {
  if (nextTry === null) {
    return attempt > 0 ? `Gave up after ${attempt} tries.` : "There will be no further try.";
  }
  const seconds = Math.ceil((nextTry - now) / 1_000);
  return seconds > 0
    ? `Next try in ${seconds} s (${attempt} of ${most}).`
    : `Trying now (${attempt} of ${most}) …`;
}
