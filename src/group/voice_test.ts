import assert from "node:assert/strict";
import fc from "fast-check";
import { Voice, Voices } from "./voice.ts";

const NAMES = ["a", "b", "c", "d"];

Deno.test("Voices keeps the order in which they were added, whichever are taken out", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 40 }), (names) => {
    const all = new Map(NAMES.map((name) => [name, new Voice("e", { text: name, paths: [] })]));
    const voices = new Voices();
    const model: string[] = [];
    for (const name of names) {
      const at = model.indexOf(name);
      if (at < 0) voices.add(all.get(name)!);
      else voices.remove(all.get(name)!);
      if (at < 0) model.push(name);
      else model.splice(at, 1);
      assert.deepEqual([...voices].map(({ key }) => key), model);
      assert.equal(voices.first?.key, model[0]);
    }
  }));
});

Deno.test("Voice has the values at the paths of its key, whatever it said last", () => {
  const voice = new Voice("e", { text: '"a"/1', paths: ["data.id", "n"] });
  voice.hear('{"data":{"id":"a"},"n":1,"more":1}', 5);
  voice.hear('{"data":{"id":"a"},"n":1}', 3);
  assert.deepEqual([voice.keyValues, voice.spoke], [["a", 1], 5]);
  voice.hear('{"data":{"id":"a"},"n":1}', 7);
  assert.deepEqual([voice.keyValues, voice.spoke], [["a", 1], 7]);
  assert.equal(new Voice("e", null).keyValues, null);
});
