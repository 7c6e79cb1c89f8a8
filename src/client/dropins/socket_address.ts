/** The address of a socket: `url` on the page's host if it names none, `http` read as `ws`, with `token` in its query. */
export function socketAddress(url: string, token?: string): string {
  const address = new URL(url, globalThis.location?.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (token !== undefined) address.searchParams.set("token", token);
  return address.href;
}
