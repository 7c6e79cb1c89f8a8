/**
 * Why Boardcast ends a connection (RFC 6455, section 7.4.2: 4000–4999 are private).
 * 4000–4399: connect again. 4400–4999: do not.
 */
export const CLOSE = {
  draining: { code: 4001, reason: "This node is shutting down: reconnect" },
  changed: { code: 4002, reason: "Your rights have changed: reconnect" },
  slow: { code: 4008, reason: "The connection did not read for too long: reconnect" },
  tryLater: { code: 4029, reason: "Too many commands: reconnect later" },
  signIn: { code: 4401, reason: "Sign in" },
  notAllowed: { code: 4403, reason: "Not allowed" },
  noSuchBoard: { code: 4404, reason: "No such board" },
  tooLarge: { code: 4413, reason: "The frame is larger than the limit" },
  failed: { code: 1011, reason: "The server failed: reconnect" },
} as const;

/** A close code with its reason. */
export type Close = (typeof CLOSE)[keyof typeof CLOSE];
