import type { Identity } from "../auth/identity.ts";
import { isOwnOrigin, type OriginOptions } from "../auth/origin.ts";
import type { Connections } from "./connections.ts";

/** How many connections there may be (`limits` of the configuration). */
export interface AdmissionLimits {
  readonly connections: number;
  readonly connectionsPerUser: number;
}

/** What the browser asked for: the host, and whether over TLS. */
export interface Front {
  readonly host: string | null;
  readonly secure: boolean;
}

/** Why a connection that would be allowed is not admitted. */
export type NotAdmitted = { readonly refused: "foreignOrigin" | "full"; readonly reason: string };

/** Checks what has nothing to do with the board: where the request comes from, and how many there are already. */
export class Admission {
  readonly #connections: Connections;
  readonly #options: AdmissionLimits & OriginOptions;

  constructor(connections: Connections, options: AdmissionLimits & OriginOptions) {
    this.#connections = connections;
    this.#options = options;
  }

  /** Why `request` is not admitted; `undefined` if it is. */
  check(request: Request, { host, secure }: Front, identity: Identity | null): NotAdmitted | undefined {
    const { origins } = this.#options;
    if (identity?.credential === "cookie" && !isOwnOrigin(request, host, { origins, secure })) {
      const origin = request.headers.get("origin");
      return { refused: "foreignOrigin", reason: `The origin ${origin} is not allowed: add it to origins` };
    }
    const { connections, connectionsPerUser } = this.#options;
    if (this.#connections.sockets >= connections) {
      return { refused: "full", reason: "The node is full: try later" };
    }
    if (identity === null || connectionsPerUser === 0) return undefined;
    if (this.#connections.of(identity.subject) < connectionsPerUser) return undefined;
    return { refused: "full", reason: `${identity.name} has ${connectionsPerUser} connections already` };
  }
}
