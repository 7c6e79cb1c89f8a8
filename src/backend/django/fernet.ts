import { Buffer } from "node:buffer";

/** 0x80, 8 bytes of time, 16 of the IV before the text; 32 of the MAC behind it. */
const [HEAD, MAC] = [25, 32];
const VERSION = 0x80;

interface Key {
  readonly sign: CryptoKey;
  readonly cipher: CryptoKey;
}

/** Encryption as channels_redis has it: Fernet (AES-128-CBC, HMAC-SHA-256) under the SHA-256 of a text. */
export class Fernet {
  readonly #keys: Promise<readonly Key[]>;

  /** The first of `secrets` encrypts, each of them decrypts. */
  constructor(secrets: readonly string[]) {
    this.#keys = Promise.all(secrets.map(keyOf));
  }

  /** The url-safe base64 text of the token. */
  async encrypt(data: Uint8Array<ArrayBuffer>, now: number = Date.now()): Promise<Uint8Array<ArrayBuffer>> {
    const [key] = await this.#keys;
    const iv = crypto.getRandomValues(new Uint8Array(16));
    const text = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key!.cipher, data);
    const head = Buffer.alloc(HEAD);
    head[0] = VERSION;
    head.writeBigUInt64BE(BigInt(Math.floor(now / 1000)), 1);
    head.set(iv, 9);
    const body = Buffer.concat([head, new Uint8Array(text)]);
    const mac = await crypto.subtle.sign("HMAC", key!.sign, body);
    const token = Buffer.concat([body, new Uint8Array(mac)]);
    // Python's base64 is padded.
    const encoded = token.toString("base64url");
    return new TextEncoder().encode(encoded.padEnd(Math.ceil(encoded.length / 4) * 4, "="));
  }

  /** What was encrypted; `null` if it was not with any of the keys, or over `maxAge` ms ago. */
  async decrypt(
    token: Uint8Array,
    { maxAge = Infinity, now = Date.now() }: { maxAge?: number; now?: number } = {},
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = Buffer.from(new TextDecoder().decode(token), "base64url");
    if (bytes.length < HEAD + 16 + MAC || bytes[0] !== VERSION) return null;
    const sent = Number(bytes.readBigUInt64BE(1)) * 1000;
    if (now - sent > maxAge) return null;
    const [body, mac] = [bytes.subarray(0, -MAC), bytes.subarray(-MAC)];
    for (const { sign, cipher } of await this.#keys) {
      if (!await crypto.subtle.verify("HMAC", sign, mac, body)) continue;
      const iv = body.subarray(9, HEAD);
      return new Uint8Array(
        await crypto.subtle.decrypt({ name: "AES-CBC", iv }, cipher, body.subarray(HEAD)),
      );
    }
    return null;
  }
}

async function keyOf(secret: string): Promise<Key> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  const [sign, cipher] = [hash.slice(0, 16), hash.slice(16)];
  const hmac = { name: "HMAC", hash: "SHA-256" };
  return {
    sign: await crypto.subtle.importKey("raw", sign, hmac, false, ["sign", "verify"]),
    cipher: await crypto.subtle.importKey("raw", cipher, "AES-CBC", false, ["encrypt", "decrypt"]),
  };
}
