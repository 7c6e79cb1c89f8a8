import assert from "node:assert/strict";
import { Record } from "../record/record.ts";
import { Group } from "./group.ts";
import type { Member } from "./member.ts";

Deno.test("Group is as fresh as its record when that has begun again with what nobody was handed", () => {
  const record = new Record("first", () => ({ count: 5 }));
  const told: string[] = [];
  const setBack: unknown[] = [];
  const member: Member = {
    dialect: "v1",
    person: null,
    deliver() {},
    setBack: (name, position) => setBack.push([name, position]),
    tell: (text) => told.push(text),
  };
  using group = new Group("prices", record, {
    promised: [{ event: "price", every: 60_000 }],
    presence: false,
    inbox: false,
  });
  group.add(member);
  const before = record.position;
  const time = Date.now();
  record.reset("second", 1, { offset: 0, time: 0 });
  record.restore({ offset: 1, event: "price", time, id: null, text: '{"type":"price"}' });
  group.beginAgain(before);
  assert.deepEqual(setBack, [["prices", before]]);
  assert.deepEqual(told.flatMap((text) => JSON.parse(text)).map(({ type, status }) => [type, status]), [
    ["$freshness", "fresh"],
  ]);
  assert.equal(group.published, time);
});
