import assert from "node:assert/strict";
import { MAX_FRAME_CHARACTERS } from "../protocol/codec.ts";
import type { Publication } from "../record/publication.ts";
import { Delivery, Part, partsOf } from "./delivery.ts";

/** A publication that counts how often its text is read. */
function counted(offset: number | null, id: string | null = null): Publication & { reads: number } {
  return {
    offset,
    event: "e",
    key: null,
    time: 0,
    id,
    reads: 0,
    get text() {
      this.reads++;
      return '{"type":"e"}';
    },
  };
}

function sized(offset: number, characters: number): Publication {
  const text = `{"type":"e","pad":"${"x".repeat(characters)}"}`;
  return { offset, event: "e", key: null, time: 0, id: null, text };
}

Deno.test("Delivery.frame is encoded once, however many members ask", () => {
  const publications = [counted(1), counted(null)];
  const delivery = new Delivery(new Part("g", publications));
  assert.deepEqual(publications.map(({ reads }) => reads), [0, 0], "nothing before somebody asks");
  for (let member = 0; member < 5; member++) {
    assert.equal(delivery.frame, '[{"$group":"g","$offset":1,"type":"e"},{"$group":"g","type":"e"}]');
  }
  assert.deepEqual(publications.map(({ reads }) => reads), [1, 1]);
});

Deno.test("Delivery.with() joins the groups of one turn into one frame, the same one for all who are in both", () => {
  const [one, two] = [new Part("g", [counted(1)]), new Part("h", [counted(7)])];
  const delivery = new Delivery(one);
  assert.equal(
    delivery.with(two).frame,
    '[{"$group":"g","$offset":1,"type":"e"},{"$group":"h","$offset":7,"type":"e"}]',
  );
  assert.equal(delivery.with(two), delivery.with(two));
});

Deno.test("Delivery.hasCopies tells whether one of them went into other groups as well", () => {
  assert.equal(new Delivery(new Part("g", [counted(1)])).hasCopies, false);
  assert.equal(new Delivery(new Part("g", [counted(1), counted(2, "id")])).hasCopies, true);
});

Deno.test("partsOf() cuts a turn into what fits into a frame, and keeps the order", () => {
  const third = Math.floor(MAX_FRAME_CHARACTERS / 3);
  const turn = new Map([
    ["g", [sized(1, third), sized(2, third), sized(3, third)]],
    ["h", [sized(1, 10), sized(2, 2 * MAX_FRAME_CHARACTERS)]],
  ]);
  const slices = partsOf(turn).map((parts) =>
    parts.map(({ group, publications }) => [group, ...publications.map(({ offset }) => offset)])
  );
  assert.deepEqual(slices, [[["g", 1, 2]], [["g", 3], ["h", 1]], [["h", 2]]]);
});
