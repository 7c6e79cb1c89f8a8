import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "./get_json.ts";

/** Who is signed in. */
export interface Account {
  readonly subject: string;
  readonly name: string;
  readonly email?: string | null;
  readonly roles: readonly string[];
}

/** Where the account is in the cache. */
export const ACCOUNT_KEY = ["account"] as const;

/** Who is signed in; `null` if nobody is. */
export function useAccount(): UseQueryResult<Account | null> {
  return useQuery({ queryKey: ACCOUNT_KEY, queryFn: readAccount });
}

async function readAccount(): Promise<Account | null> {
  const { account } = await getJson("/api/v1/session");
  return account as Account | null;
}
