import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { isObject } from "../../protocol/message.ts";
import { getJson, sendJson } from "./get_json.ts";

/** A school that the viewer is invited to, as what, and until when. */
export interface OwnInvitation {
  readonly id: string;
  readonly school: { readonly id: number; readonly name: string };
  readonly role: string;
  readonly message: string;
  readonly expires_at: string;
}

/** It is asked so often, in ms. */
const EVERY = 30_000;

/** What the viewer is invited to and has not answered; not asked before somebody is signed in. */
export function useOwnInvitations(isSignedIn: boolean): UseQueryResult<readonly OwnInvitation[]> {
  return useQuery({
    queryKey: ["invitations"],
    queryFn: readOwn,
    enabled: isSignedIn,
    refetchInterval: EVERY,
  });
}

/** Answers an invitation of the viewer. @throws RequestError when it is refused, TypeError when nobody can be reached */
export async function answerInvitation(id: string, answer: "accept" | "decline"): Promise<void> {
  await sendJson("POST", `/api/accounts/invitations/${encodeURIComponent(id)}/${answer}/`);
}

async function readOwn(): Promise<readonly OwnInvitation[]> {
  const { results } = await getJson("/api/accounts/invitations/");
  return Array.isArray(results) ? results.filter(isObject) as unknown as OwnInvitation[] : [];
}
