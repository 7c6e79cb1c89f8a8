import { useEffect } from "react";
import { useBoard } from "../../client/react.ts";
import { CLOSE } from "../../protocol/close_code.ts";
import { useLink } from "../event/link_state.ts";
import { useSession } from "./session.ts";

/** Has a board that was closed because the session has ended tell so, and connect again when there is one. */
export function useSessionOfBoard(): void {
  const { client } = useBoard();
  const { name, code } = useLink();
  const { session, endedAt } = useSession();
  const isSignedOut = name === "refused" && code === CLOSE.signIn.code;
  useEffect(() => {
    if (isSignedOut) session.end();
  }, [isSignedOut, session]);
  const isEnded = endedAt !== null;
  useEffect(() => {
    if (isSignedOut && !isEnded) client.connect();
    // The refusal itself changes nothing: only that the session holds again.
  }, [isEnded]);
}
