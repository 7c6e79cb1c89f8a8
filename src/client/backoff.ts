/** How long to wait before reconnect try number `attempt` (1, 2, 3 …): `base` ms, doubled with every try. */
export function backoff(base: number, attempt: number): number {
  return base * 2 ** (attempt - 1);
}
