import { type BinaryLike, scrypt, type ScryptOptions, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const scryptAsync = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Uint8Array>(scrypt);

/** 128 MiB and a third of a second of one core for each guess. */
const COST: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
const KEY_BYTES = 32;
/** Each takes 128 MiB, so no more than this many run at once … */
const MAX_RUNNING = 2;
/** … and no more than this many wait, of those that go first and of the others. */
const MAX_WAITING = 64;

/** The shortest password that is accepted, in characters. */
export const MIN_PASSWORD_LENGTH = 8;

/** The longest, in characters: what is longer costs time before it is even hashed. */
export const MAX_PASSWORD_LENGTH = 1024;

/** Whether a password may be `password`, but for its least length. */
export function isPossiblePassword(password: string): boolean {
  // HMAC pads with NUL, so that one at the end would make no difference.
  return password.length <= MAX_PASSWORD_LENGTH && !password.includes("\0");
}

/** Too many passwords are being checked at this moment. */
export class PasswordsBusy extends Error {
  override name = "PasswordsBusy";
}

/** A key that takes long to derive from `password`. */
export type SlowHash = (password: string, salt: Uint8Array) => Promise<Uint8Array>;

/** Hashes and checks passwords, a few at a time. */
export class Passwords {
  #running = 0;
  readonly #first: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #slow: SlowHash;

  constructor(slow: SlowHash = (password, salt) => scryptAsync(password, salt, KEY_BYTES, COST)) {
    this.#slow = slow;
  }

  /** The scrypt hash of `password` (RFC 7914; N = 2^17, r = 8, p = 1) with a fresh salt. @throws PasswordsBusy */
  async hash(password: string): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await this.#derive(password, salt);
    return `scrypt$17$8$1$${salt.toBase64()}$${key.toBase64()}`;
  }

  /**
   * Whether `password` is the one that `hash` was made of. Without a hash it takes the same time and says no.
   * One that goes `first` (default: no) does not wait behind those that do not.
   * @throws PasswordsBusy
   */
  async matches(
    password: string,
    hash: string | undefined,
    { first = false }: { first?: boolean } = {},
  ): Promise<boolean> {
    if (!isPossiblePassword(password)) return false;
    const [, , , , salt = "", key = ""] = hash?.split("$") ?? [];
    const expected = hash ? Uint8Array.fromBase64(key) : new Uint8Array(KEY_BYTES);
    const given = await this.#derive(
      password,
      hash ? Uint8Array.fromBase64(salt) : new Uint8Array(16),
      first,
    );
    return timingSafeEqual(given, expected) && hash !== undefined;
  }

  async #derive(password: string, salt: Uint8Array, first = false): Promise<Uint8Array> {
    if (this.#running >= MAX_RUNNING) await this.#turn(first ? this.#first : this.#waiting);
    else this.#running++;
    try {
      return await this.#slow(password.normalize("NFC"), salt);
    } finally {
      const next = this.#first.shift() ?? this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(queue: (() => void)[]): Promise<void> {
    if (queue.length >= MAX_WAITING) {
      throw new PasswordsBusy(
        "Cannot check a password: too many are being checked; try again in some seconds",
      );
    }
    return new Promise((resolve) => queue.push(resolve));
  }
}
