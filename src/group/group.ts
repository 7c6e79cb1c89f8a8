import type { Position } from "../protocol/position.ts";
import type { Publication } from "../record/publication.ts";
import type { Record } from "../record/record.ts";
import { Delivery } from "./delivery.ts";
import type { Member } from "./member.ts";

/** A named set of members that receive the same publications. */
export class Group {
  readonly name: string;
  readonly record: Record;
  readonly #members = new Set<Member>();
  #position: Position;

  constructor(name: string, record: Record) {
    this.name = name;
    this.record = record;
    this.#position = record.position;
  }

  /** Up to where everything was handed to the members. */
  get position(): Position {
    return this.#position;
  }

  /** How many members there are. */
  get size(): number {
    return this.#members.size;
  }

  /** Who is in it, in the order of joining. */
  get members(): Iterable<Member> {
    return this.#members;
  }

  /** Makes `member` one that receives what is published from now on; whether it was not in yet. */
  add(member: Member): boolean {
    if (this.#members.has(member)) return false;
    this.#members.add(member);
    return true;
  }

  /** Takes `member` out; whether it was in. */
  remove(member: Member): boolean {
    return this.#members.delete(member);
  }

  /** Hands `publications` to every member. */
  deliver(publications: readonly Publication[]): void {
    const offset = publications.findLast((publication) => publication.offset !== null)?.offset;
    if (typeof offset === "number") this.#position = { epoch: this.record.epoch, offset };
    const delivery = new Delivery(this.name, publications);
    for (const member of this.#members) member.deliver(delivery);
  }
}
