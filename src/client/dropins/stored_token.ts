/** The token that the sign-in of the page has put into `localStorage`; `null` if there is none. */
export function storedToken(): string | null {
  // React Native and services have no such storage.
  const { localStorage } = globalThis;
  return localStorage?.getItem("auth_token") ?? localStorage?.getItem("token") ?? null;
}
