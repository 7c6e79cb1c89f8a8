import type { ReactElement } from "react";
import { useBoard } from "../../client/react.ts";
import { CLOSE } from "../../protocol/close_code.ts";
import { useBackendLost } from "../event/backend_lost.ts";
import { useLink } from "../event/link_state.ts";
import { useSecond } from "../event/second.ts";
import { formatAge } from "../settings/number_format.ts";
import { useTimeFormat } from "../settings/time_format.ts";

/** Says which link has failed; of a lost server since when, of what time the page is, and when the next try comes. */
export function LostBanner(): ReactElement | null {
  const { client } = useBoard();
  const { name, since, nextTry, attempt, reason, code } = useLink();
  const backendLost = useBackendLost();
  const now = useSecond();
  const { clock } = useTimeFormat();
  if (name === "refused" && code !== CLOSE.signIn.code) return <Refused reason={reason} />;
  if (name !== "lost") return backendLost === null ? null : <BackendLost since={clock(backendLost)} />;
  return (
    <div className="banner" id="lost-banner">
      <span className="banner-mark" aria-hidden="true">⚠</span>
      <p>
        <strong role="alert">This browser lost the server at {clock(since)}.</strong>{" "}
        <span className="banner-age">{formatAge(Math.max(0, now - since))} ago.</span>{" "}
        What you see is from then. <span className="banner-next">{nextWords(nextTry, now, attempt)}</span>
        {reason && <span className="mute">{` (${reason})`}</span>}
      </p>
      <button className="button" type="button" onClick={() => client.connect()}>Try now</button>
    </div>
  );
}

function BackendLost({ since }: { since: string }): ReactElement {
  return (
    <div className="banner">
      <span className="banner-mark" aria-hidden="true">⚠</span>
      <p>
        <strong role="alert">The server lost its backend at {since}.</strong>{" "}
        This browser is connected; what producers publish is not kept until the backend is back.
      </p>
    </div>
  );
}

function Refused({ reason }: { reason: string | null }): ReactElement {
  return (
    <div className="banner">
      <span className="banner-mark" aria-hidden="true">✕</span>
      <p>
        <strong role="alert">The server does not let you watch this board.</strong> {reason}
      </p>
    </div>
  );
}

function nextWords(nextTry: number | null, now: number, attempt: number): string {
  if (nextTry === null) return "There will be no further try.";
  const seconds = Math.ceil((nextTry - now) / 1_000);
  return seconds > 0 ? `Next try in ${seconds} s (attempt ${attempt}).` : `Trying now (attempt ${attempt}) …`;
}
