import type { Identity } from "../auth/identity.ts";
import { inboxOf, isInbox } from "../board/builtin/inbox.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import type { ControlFrame } from "../protocol/control.ts";
import { parseJson } from "../protocol/message.ts";
import { type Positions, readPositions } from "../protocol/position.ts";
import { error, notAllowed, tooManyGroups } from "./control.ts";
import { joinableGroup } from "./joinable.ts";

/** How a connection begins. */
export interface Beginning {
  /** The groups that its identity is given. */
  readonly groups: readonly string[];
  /** Groups that it asks for. */
  readonly joins: readonly string[];
  /** Where it had been, as JSON; "" if its first frame is going to say so, `null` for a new viewer. */
  readonly resume: string | null;
}

/** How long the first frame is waited for that tells the positions. */
const WAIT = 10_000;

/** The time in which a returning viewer may still say where it had been. */
export class AwaitedPositions {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Waits for them; `giveUp` is called when they have not come in time. */
  begin(giveUp: () => void): void {
    this.#timer = setTimeout(giveUp, WAIT);
  }

  /** Waits no longer; whether it did. */
  end(): boolean {
    const waited = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return waited;
  }
}

/** What a returning viewer goes on with. */
export interface Resumption {
  /** Where it had been in groups that it may be in. */
  readonly positions: Positions;
  /** What of its positions cannot be used, and why. */
  readonly refusals: readonly ControlFrame[];
}

/** What becomes of positions that are given as JSON text: those of a new viewer are none. */
export async function resumptionFrom(
  text: string | null,
  check: (positions: Positions) => Promise<Resumption | { readonly close: Close }>,
): Promise<Resumption | { readonly close: Close }> {
  if (!text) return { positions: new Map(), refusals: [] };
  const positions = readPositions(parseJson(text));
  if (typeof positions !== "string") return await check(positions);
  return { positions: new Map(), refusals: [error("invalid", positions)] };
}

/**
 * Checks the positions of a viewer who is in the groups `given` already. A connection never goes on as somebody else: the
 * inbox of another person among the positions is a reason to close it.
 */
export async function resumptionOf(
  positions: Positions,
  { identity, board, given, catalog, maxGroups }: {
    identity: Identity | null;
    board: string;
    given: ReadonlySet<string>;
    catalog: BoardCatalog;
    maxGroups: number;
  },
): Promise<Resumption | { readonly close: Close }> {
  if (positions.size > maxGroups + given.size) {
    return { positions: new Map(), refusals: [tooManyGroups([...positions.keys()].slice(0, 1))] };
  }
  const foreign = [...positions.keys()].some((name) =>
    isInbox(name) && (identity === null || name !== inboxOf(identity.subject))
  );
  if (foreign) return { close: identity === null ? CLOSE.signIn : CLOSE.notAllowed };
  const names = await Promise.all(
    [...positions].map(async ([name, position]) => {
      const group = given.has(name) ? name : await joinableGroup(catalog, { board, identity }, name);
      return { name, group, position };
    }),
  );
  const refused = names.filter(({ group }) => group === null).map(({ name }) => name);
  return {
    positions: new Map(names.flatMap(({ group, position }) => group === null ? [] : [[group, position]])),
    refusals: refused.length === 0 ? [] : [notAllowed(refused)],
  };
}
