import { Buffer } from "node:buffer";
import { decode, encode } from "@msgpack/msgpack";
import type { DjangoLayer } from "../../config/django.ts";
import { isObject, type JsonObject } from "../../protocol/message.ts";
import { Fernet } from "./fernet.ts";
import { parsePythonJson } from "./python_json.ts";

/** What a body says, or why it cannot be read. */
export type Decoded =
  | { readonly message: JsonObject }
  | { readonly unreadable: "undecryptable" | "undecodable" | "not a map" };

/** What channels_redis adds to the age that a message of the core layer may have, in seconds. */
const GRACE_SECONDS = 10;

/** Reads and writes messages as the serializers of channels_redis do. */
export class LayerCodec {
  readonly #format: "msgpack" | "json";
  readonly #fernet: Fernet | null;
  readonly #maxAge: number;

  constructor(
    { serializer_format, symmetric_encryption_keys, expiry }: Pick<
      DjangoLayer["CONFIG"],
      "serializer_format" | "symmetric_encryption_keys" | "expiry"
    >,
  ) {
    this.#format = serializer_format;
    this.#fernet = symmetric_encryption_keys.length > 0 ? new Fernet(symmetric_encryption_keys) : null;
    this.#maxAge = (expiry + GRACE_SECONDS) * 1000;
  }

  /** A body; `message` holds what JSON has and nothing else. */
  async encode(message: JsonObject): Promise<Uint8Array<ArrayBuffer>> {
    const body = this.#format === "json"
      ? new TextEncoder().encode(JSON.stringify(message))
      : encode(message);
    return this.#fernet ? await this.#fernet.encrypt(body) : body;
  }

  /** The message, with what JSON has and nothing else: bytes become base64, numbers beyond 2^53 texts, NaN `null`. */
  async decode(
    body: Uint8Array,
    { ages = false }: { ages?: boolean } = {},
  ): Promise<Decoded> {
    const maxAge = ages ? this.#maxAge : Infinity;
    const plain = this.#fernet ? await this.#fernet.decrypt(body, { maxAge }) : body;
    if (!plain) return { unreadable: "undecryptable" };
    try {
      const value = this.#format === "json"
        ? parsePythonJson(new TextDecoder("utf-8", { fatal: true }).decode(plain))
        : asJson(decode(plain, { useBigInt64: true }));
      if (value === undefined) return { unreadable: "undecodable" };
      return isObject(value) ? { message: value } : { unreadable: "not a map" };
    } catch {
      return { unreadable: "undecodable" };
    }
  }
}

/** A decoded value as JSON has it. */
function asJson(value: unknown): unknown {
  if (typeof value === "bigint") {
    const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    return isSafe ? Number(value) : String(value);
  }
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(asJson);
  if (value instanceof Date) return value.toISOString();
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item)]));
}
