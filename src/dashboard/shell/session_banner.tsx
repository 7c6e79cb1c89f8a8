import { type ReactElement, useEffect, useState } from "react";
import { useTimeFormat } from "../settings/time_format.ts";
import { useSession } from "./session.ts";
import { useSessionWatch } from "./session_watch.ts";
import { SignInDialog } from "./sign_in_dialog.tsx";

/** Says that the session has ended, and has one sign in on the spot. */
export function SessionBanner(): ReactElement {
  useSessionWatch();
  const { endedAt } = useSession();
  const { clock } = useTimeFormat();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => setAsking(endedAt !== null), [endedAt]);
  return (
    <>
      {endedAt !== null && (
        <div className="banner session-banner">
          <span className="banner-mark" aria-hidden="true">⚠</span>
          <p>
            <strong role="alert">Your session ended at {clock(endedAt)}.</strong> What you see is from then.
          </p>
          <button className="button" type="button" onClick={() => setAsking(true)}>Sign in</button>
        </div>
      )}
      <SignInDialog opened={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}
