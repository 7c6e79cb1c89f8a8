/** No wait is shorter than this, in ms: a server that is gone is not asked in a spin. */
const SHORTEST = 100;

/** How long to wait before reconnect try number `attempt` (1, 2, 3 …): `base` ms, doubled with every try. */
export function backoff(base: number, attempt: number): number {
  return base * 2 ** (attempt - 1);
}

/**
 * Waits of a random length, so that many clients that lost one server do not come back at once: between 100 ms and
 * {@link backoff}, of which `cap` ms is the most.
 */
export function fullJitter(
  { base, cap }: { base: number; cap: number },
  random: () => number = Math.random,
): (attempt: number) => number {
  return (attempt) => Math.max(SHORTEST, random() * Math.min(cap, backoff(base, attempt)));
}
