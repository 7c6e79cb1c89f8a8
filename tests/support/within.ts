/** Waits for `promise`; rejects with `otherwise` when it takes more than 10 s. */
export async function within<T>(promise: Promise<T>, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${otherwise} within 10 s`)), 10_001);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
