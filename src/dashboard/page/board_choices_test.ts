import assert from "node:assert/strict";
import { boardChoices, isOpenToMore } from "./board_choices.ts";

const SCHOOL = { endpoints: ["/ws/schools/:school(0|[1-9][0-9]{0,14})/dashboard/"], paths: [], names: {} };

Deno.test("boardChoices() calls each by its name, those without an address too", () => {
  const paths = ["/ws/schools/7/dashboard/", "/ws/schools/5/dashboard/", "/ws/schools/2/dashboard/"];
  const board = { ...SCHOOL, paths, names: { school: { 5: "North", 7: "School 7", 9: "East" } } };
  assert.deepEqual(boardChoices(board), [
    { parameters: { school: "9" }, name: "East", detail: "school 9" },
    { parameters: { school: "5" }, name: "North", detail: "school 5" },
    { parameters: { school: "2" }, name: "school 2", detail: null },
    { parameters: { school: "7" }, name: "School 7", detail: null },
  ]);
  assert.equal(isOpenToMore(board), false);
});

Deno.test("isOpenToMore() is so where nobody lists what there is", () => {
  const paths = ["/ws/schools/{school}/dashboard/"];
  assert.equal(isOpenToMore(SCHOOL), true);
  assert.equal(isOpenToMore({ ...SCHOOL, paths }), true);
  assert.equal(isOpenToMore({ ...SCHOOL, paths: [...paths, "/ws/schools/2/dashboard/"] }), true);
  assert.equal(isOpenToMore({ ...SCHOOL, paths, names: { school: { 5: "North" } } }), false);
});
