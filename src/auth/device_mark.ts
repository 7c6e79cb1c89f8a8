import { isSameSecret, newSecret, sign } from "./secret.ts";
import type { User } from "./users.ts";

/** The name of the cookie by which a browser that signed in before is known again. */
export const DEVICE_COOKIE = "boardcast_device";
/** A device is known for a year. */
export const DEVICE_LIFE = 365 * 86_400_000;

/** A browser that has signed in as `name` since that user's password was last changed. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly generation: number;
}

/** A mark for a browser that has just signed in as `user`. */
export function issueDeviceMark({ name, generation }: User, secret: string): string {
  const text = JSON.stringify([newSecret().slice(0, 16), name, generation]);
  return `${new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true })}.${
    signed(text, secret)
  }`;
}

/** The device that `mark` was issued for; `null` if we did not issue it. */
export async function readDeviceMark(mark: string, secret: string): Promise<Device | null> {
  const [payload = "", signature = ""] = mark.split(".");
  const text = decoded(payload);
  if (text === null || !await isSameSecret(signature, signed(text, secret))) return null;
  const [id, name, generation] = JSON.parse(text) as [string, string, number];
  return { id, name, generation };
}

/** Not to be taken for the signature of a token: no token begins like this. */
function signed(text: string, secret: string): string {
  return sign(`device ${text}`, secret);
}

function decoded(payload: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" }));
  } catch {
    return null;
  }
}
