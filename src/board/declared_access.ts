import { hasAnyRole, type Identity } from "../auth/identity.ts";
import type { Memberships } from "../auth/memberships.ts";
import type { DeclaredBoard, DeclaredScope } from "../config/declared_board.ts";
import type { Params } from "./board.ts";
import { groupPattern } from "./group_pattern.ts";

/**
 * Who may watch a declared board and see its groups. A group that has the scope's parameter is checked by its own
 * value; one that lacks it is for everybody whose scope holds any value at all.
 */
export class DeclaredAccess {
  readonly #access: DeclaredBoard["access"];
  readonly #memberships: Memberships;

  constructor(access: DeclaredBoard["access"], memberships: Memberships) {
    this.#access = access;
    this.#memberships = memberships;
  }

  /** Whether `identity` may see what has these parameters. */
  async allows(identity: Identity | null, params: Params): Promise<boolean> {
    const { open, scope } = this.#access;
    if (open) return true;
    if (!this.#hasRole(identity)) return false;
    if (!scope || hasAnyRole(identity, [])) return true;
    if (!Object.hasOwn(params, scope.parameter)) return (await this.#values(identity, scope)).length > 0;
    return await this.#holds(identity, scope, params[scope.parameter]!);
  }

  /** The values of the scope's parameter that are open to `identity`; `null` if all are, or none is needed. */
  async values(identity: Identity | null): Promise<string[] | null> {
    const { scope } = this.#access;
    if (!scope || identity === null || hasAnyRole(identity, [])) return null;
    return await this.#values(identity, scope);
  }

  #hasRole(identity: Identity | null): identity is Identity {
    return identity !== null && (!this.#access.roles || hasAnyRole(identity, this.#access.roles));
  }

  async #holds(identity: Identity, scope: DeclaredScope, value: string): Promise<boolean> {
    if (scope.membership === undefined) return claimed(identity, scope.claim!).includes(value);
    const membership = await this.#memberships.get(scope.membership, value, identity.subject);
    return membership?.active === true;
  }

  async #values(identity: Identity, scope: DeclaredScope): Promise<string[]> {
    if (scope.membership === undefined) return claimed(identity, scope.claim!);
    const memberships = await this.#memberships.of(identity.subject, scope.membership);
    return memberships.map(({ scopeId }) => scopeId).filter(isValue);
  }
}

/** The values of a claim: of a text, a number, or a list of them. Anything else opens nothing. */
function claimed({ claims }: Identity, name: string): string[] {
  const claim = Object.hasOwn(claims, name) ? claims[name] : [];
  return [claim].flat().filter((value) => typeof value === "string" || typeof value === "number").map(String)
    .filter(isValue);
}

const VALUE = groupPattern("{value}");

/** Whether `text` can stand in a path and in the name of a group at all. */
function isValue(text: string): boolean {
  return VALUE.match(text) !== null;
}
