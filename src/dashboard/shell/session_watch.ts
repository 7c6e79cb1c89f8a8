import { useEffect, useRef } from "react";
import { useAccount } from "../api/account.ts";
import { useSession } from "./session.ts";

/** Notices that who was signed in is not any more, and that somebody is again: here, or in another tab. */
export function useSessionWatch(): void {
  const { data: account } = useAccount();
  const { session } = useSession();
  const before = useRef(account);
  useEffect(() => {
    if (before.current && account === null) session.end();
    if (before.current === null && account) session.restore();
    before.current = account;
  }, [account, session]);
}
