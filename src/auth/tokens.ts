import { createPublicKey, type KeyObject } from "node:crypto";
import {
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type FetchImplementation,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  SignJWT,
} from "jose";

/** How tokens are checked (`tokens` of the configuration). */
export interface TokenOptions {
  readonly secret: string;
  readonly algorithms: readonly string[];
  readonly publicKeys: readonly string[];
  readonly jwksUrl: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
}

/** Clocks may differ by 30 s. */
const LEEWAY_SECONDS = 30;

/** Mints and checks JSON Web Tokens (RFC 7519). */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #options: TokenOptions;
  readonly #publicKeys: readonly KeyObject[];
  readonly #remoteKeys: JWTVerifyGetKey | null;

  /** @throws RangeError when a public key cannot be read. */
  constructor(options: TokenOptions) {
    this.#options = options;
    this.#secret = new TextEncoder().encode(options.secret);
    this.#publicKeys = options.publicKeys.map(publicKey);
    this.#remoteKeys = options.jwksUrl === null ? null : remoteKeys(new URL(options.jwksUrl));
  }

  /** An HS256 token with `claims` that ends after `life` ms. */
  mint(claims: JWTPayload, life: number): Promise<string> {
    const { issuer, audience } = this.#options;
    const token = new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).setIssuedAt();
    token.setExpirationTime(Math.floor((Date.now() + life) / 1000));
    if (issuer !== null) token.setIssuer(issuer);
    if (audience !== null) token.setAudience(audience);
    return token.sign(this.#secret);
  }

  /** The claims of a valid token; a sentence on why it is not valid otherwise. Never holds the token. */
  async verify(token: string): Promise<{ claims: JWTPayload } | { refused: string }> {
    try {
      const { alg } = decodeProtectedHeader(token);
      if (!alg || !this.#options.algorithms.includes(alg)) {
        return { refused: `The token's algorithm is not one of ${this.#options.algorithms.join(", ")}` };
      }
      return { claims: await this.#verifyWith(token, alg) };
    } catch (error) {
      return { refused: refusal(error) };
    }
  }

  /** A key serves only its own kind of algorithm, so that a public key is never taken for a secret. */
  async #verifyWith(token: string, algorithm: string): Promise<JWTPayload> {
    const options: JWTVerifyOptions = {
      algorithms: [algorithm],
      clockTolerance: LEEWAY_SECONDS,
      ...this.#options.issuer !== null && { issuer: this.#options.issuer },
      ...this.#options.audience !== null && { audience: this.#options.audience },
    };
    if (algorithm.startsWith("HS")) return (await jwtVerify(token, this.#secret, options)).payload;
    for (const key of this.#publicKeys) {
      const verified = await jwtVerify(token, key, options).catch(onlyWrongKey);
      if (verified) return verified.payload;
    }
    if (!this.#remoteKeys) throw new errors.JWSSignatureVerificationFailed();
    return (await jwtVerify(token, this.#remoteKeys, options)).payload;
  }
}

function publicKey(pem: string, index: number): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new RangeError(`Cannot read tokens.publicKeys[${index}]: ${(cause as Error).message}`, { cause });
  }
}

/** What is wrong with a set that cannot be fetched or read says nothing about the token. */
function remoteKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { [customFetch]: fetchKeys });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause;
      throw new errors.JWKSTimeout("The key set cannot be used", { cause });
    }
  };
}

/** Lets go of the connection of an answer that is not going to be read. */
async function fetchKeys(...request: Parameters<FetchImplementation>): Promise<Response> {
  const response = await fetch(...request);
  if (response.status !== 200) await response.body?.cancel();
  return response;
}

/** A key of another kind than the algorithm's is no fault of the token either. */
function onlyWrongKey(error: unknown): null {
  const isWrongKey = error instanceof errors.JWSSignatureVerificationFailed ||
    !(error instanceof errors.JOSEError);
  if (isWrongKey) return null;
  throw error;
}

function refusal(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The token's claim "${error.claim}" is not accepted`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return "The token's signature is not valid";
  if (error instanceof errors.JWKSTimeout) return "The keys for checking tokens cannot be reached";
  return "The token is not valid";
}
