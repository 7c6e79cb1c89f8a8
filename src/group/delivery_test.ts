import assert from "node:assert/strict";
import type { Publication } from "../record/publication.ts";
import { Delivery } from "./delivery.ts";

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

Deno.test("Delivery.frames() encodes once for each dialect, however many members ask", () => {
  const publications = [counted(1), counted(null)];
  const delivery = new Delivery("g", publications);
  assert.deepEqual(publications.map(({ reads }) => reads), [0, 0], "nothing before somebody asks");
  for (let member = 0; member < 5; member++) {
    assert.deepEqual(delivery.frames("plain"), ['{"type":"e"}', '{"type":"e"}']);
    assert.deepEqual(delivery.frames("v1"), [
      '[{"$group":"g","$offset":1,"type":"e"},{"$group":"g","type":"e"}]',
    ]);
  }
  assert.deepEqual(publications.map(({ reads }) => reads), [2, 2]);
  assert.equal(delivery.frames("v1"), delivery.frames("v1"));
});

Deno.test("Delivery.hasCopies tells whether one of them went into other groups as well", () => {
  assert.equal(new Delivery("g", [counted(1)]).hasCopies, false);
  assert.equal(new Delivery("g", [counted(1), counted(2, "id")]).hasCopies, true);
});
