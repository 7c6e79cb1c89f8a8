import assert from "node:assert/strict";
import { boardAddresses, chosenPath, parameterNames } from "./board_address.ts";

const SCHOOL = {
  endpoints: ["/ws/schools/:school(0|[1-9][0-9]{0,14})/dashboard/"],
  paths: ["/ws/schools/1/dashboard/", "/ws/schools/20/dashboard/"],
};
const ENGAGEMENT = {
  endpoints: ["/api/v1/ws/engagement", "/api/v1/ws/client/:client/engagement"],
  paths: ["/api/v1/ws/engagement"],
};

Deno.test("boardAddresses() reads the parameters out of each path", () => {
  assert.deepEqual(boardAddresses(SCHOOL).map(({ parameters }) => parameters), [{ school: "1" }, {
    school: "20",
  }]);
  assert.deepEqual(parameterNames(ENGAGEMENT), ["client"]);
});

Deno.test("chosenPath() takes parameters from the query, and asks where there are several addresses", () => {
  assert.equal(chosenPath(SCHOOL, new URLSearchParams("school=20")), "/ws/schools/20/dashboard/");
  assert.equal(chosenPath(SCHOOL, new URLSearchParams("")), null);
  assert.equal(chosenPath(SCHOOL, new URLSearchParams("school=x")), null);
  assert.equal(
    chosenPath({ ...SCHOOL, paths: SCHOOL.paths.slice(0, 1) }, new URLSearchParams()),
    SCHOOL.paths[0],
  );
  const open = { endpoints: ["/ws/machines/:site/"], paths: ["/ws/machines/{site}/"] };
  assert.equal(chosenPath(open, new URLSearchParams()), null);
  assert.equal(chosenPath(open, new URLSearchParams("site=oslo")), "/ws/machines/oslo/");
  assert.equal(chosenPath(ENGAGEMENT, new URLSearchParams()), "/api/v1/ws/engagement");
  assert.equal(
    chosenPath(ENGAGEMENT, new URLSearchParams("client=a b")),
    "/api/v1/ws/client/a%20b/engagement",
  );
});
