import assert from "node:assert/strict";
import { LocalNodes } from "./local/local_nodes.ts";
import { newNode } from "./nodes.ts";
import { WhileFirst } from "./while_first.ts";

Deno.test("WhileFirst has a node that is alone do what one has to do, until it is disposed", () => {
  const work: string[] = [];
  {
    using _first = new WhileFirst(new LocalNodes(newNode("1")), () => {
      work.push("begun");
      return { [Symbol.dispose]: () => void work.push("ended") };
    });
    assert.deepEqual(work, ["begun"]);
  }
  assert.deepEqual(work, ["begun", "ended"]);
});
