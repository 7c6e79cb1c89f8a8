import { type BinaryLike, scrypt, type ScryptOptions, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Uint8Array>(scrypt);

/** 128 MiB and a third of a second of one core for each guess. */
const COST: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
const KEY_BYTES = 32;
/** Each takes 128 MiB, so no more than this many run at once … */
const MAX_RUNNING = 2;
/** … and no more than this many wait. */
const MAX_WAITING = 64;

/** The shortest password that is accepted, in characters. */
export const MIN_PASSWORD_LENGTH = 8;

/** Too many passwords are being checked at this moment. */
export class PasswordsBusy extends Error {
  override name = "PasswordsBusy";
}

/** Hashes and checks passwords, a few at a time. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** The scrypt hash of `password` (RFC 7914; N = 2^17, r = 8, p = 1) with a fresh salt. @throws PasswordsBusy */
  async hash(password: string): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await this.#derive(password, salt);
    return `scrypt$17$8$1$${salt.toBase64()}$${key.toBase64()}`;
  }

  /**
   * Whether `password` is the one that `hash` was made of. Without a hash it takes the same time and says no.
   * @throws PasswordsBusy
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const [, , , , salt = "", key = ""] = hash?.split("$") ?? [];
    const expected = hash ? Uint8Array.fromBase64(key) : new Uint8Array(KEY_BYTES);
    const given = await this.#derive(password, hash ? Uint8Array.fromBase64(salt) : new Uint8Array(16));
    return timingSafeEqual(given, expected) && hash !== undefined;
  }

  async #derive(password: string, salt: Uint8Array): Promise<Uint8Array> {
    if (this.#running >= MAX_RUNNING) await this.#turn();
    else this.#running++;
    try {
      return await derive(password.normalize("NFC"), salt, KEY_BYTES, COST);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) {
      throw new PasswordsBusy(
        "Cannot check a password: too many are being checked; try again in some seconds",
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
