import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson, RequestError } from "./get_json.ts";

/** Who is signed in. */
export interface Account {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Where the account is in the cache. */
export const ACCOUNT_KEY = ["account"] as const;

/** Who is signed in; `null` if nobody is. */
export function useAccount(): UseQueryResult<Account | null> {
  return useQuery({ queryKey: ACCOUNT_KEY, queryFn: readAccount });
}

async function readAccount(): Promise<Account | null> {
  try {
    const { subject, name, roles } = await getJson("/api/v1/me");
    return {
      subject: String(subject),
      name: String(name ?? subject),
      roles: Array.isArray(roles) ? roles.map(String) : [],
    };
  } catch (error) {
    if (error instanceof RequestError && error.status === 401) return null;
    throw error;
  }
}
