import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  importSPKI,
  type JWTPayload,
  jwtVerify,
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

type Key = Parameters<typeof jwtVerify>[1];

/** Clocks may differ by 30 s. */
const LEEWAY_SECONDS = 30;

/** Mints and checks JSON Web Tokens (RFC 7519). */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #options: TokenOptions;
  readonly #remoteKeys: ReturnType<typeof createRemoteJWKSet> | null;

  constructor(options: TokenOptions) {
    this.#options = options;
    this.#secret = new TextEncoder().encode(options.secret);
    this.#remoteKeys = options.jwksUrl === null ? null : createRemoteJWKSet(new URL(options.jwksUrl));
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
    if (algorithm.startsWith("HS")) return await check(token, this.#secret, options);
    for (const pem of this.#options.publicKeys) {
      const key = await importSPKI(pem, algorithm).catch(() => null);
      const claims = key && await check(token, key, options).catch(onlyWrongKey);
      if (claims) return claims;
    }
    if (!this.#remoteKeys) throw new errors.JWSSignatureVerificationFailed();
    return (await jwtVerify(token, this.#remoteKeys, options)).payload;
  }
}

async function check(token: string, key: Key, options: JWTVerifyOptions): Promise<JWTPayload> {
  return (await jwtVerify(token, key, options)).payload;
}

function onlyWrongKey(error: unknown): null {
  if (error instanceof errors.JWSSignatureVerificationFailed) return null;
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
