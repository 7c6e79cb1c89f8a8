import { backoff } from "../backoff.ts";
import type { ReconnectPolicy } from "../link.ts";

/** Up to `tries` tries in a row: the first after `base` ms, each other after twice the wait before it, `cap` ms at most. */
export function exponential(
  { base, tries, cap = Infinity }: { base: number; tries: number; cap?: number },
): ReconnectPolicy {
  return { delay: (attempt) => Math.min(cap, backoff(base, attempt)), tries, mayRetry: () => true };
}
