import assert from "node:assert/strict";
import type { Action } from "../../protocol/view.ts";
import { mayDo, mayEver, questionOf, requestOf } from "./action_request.ts";

const ACCOUNT = { subject: "1", name: "Ada", email: "Ada@example.org", roles: ["trader"] };

const NOBODY = () => null;
const VIEWER = { account: ACCOUNT, nameOf: NOBODY };

const CLOSE: Action = {
  title: "Close",
  method: "POST",
  path: "/trades/{trade.id}/close/",
  body: { why: "{trade.pair} is done", deep: { id: "{trade.id}", count: 2 } },
  confirm: "Close {trade.pair}?",
  roles: ["admin", "trader"],
  when: { "trade.status": "open" },
};

const message = { type: "trade_execution", trade: { id: "a/b", pair: "EURUSD", status: "open" } };

Deno.test("requestOf() fills in values of the message, safe for a path", () => {
  assert.deepEqual(requestOf(CLOSE, message), {
    path: "/trades/a%2Fb/close/",
    body: { why: "EURUSD is done", deep: { id: "a/b", count: 2 } },
  });
  assert.equal(questionOf(CLOSE, message, NOBODY), "Close EURUSD?");
});

Deno.test("mayDo() goes by the role, and by what the message is like", () => {
  assert.equal(mayDo(CLOSE, message, VIEWER), true);
  assert.equal(mayDo(CLOSE, { ...message, trade: { ...message.trade, status: "closed" } }, VIEWER), false);
  assert.equal(mayDo(CLOSE, message, { ...VIEWER, account: { ...ACCOUNT, roles: ["viewer"] } }), false);
  assert.equal(mayDo(CLOSE, message, { ...VIEWER, account: null }), false);
});

Deno.test("mayDo() lets the one whose address the message bears", () => {
  const accept: Action = { ...CLOSE, roles: [], email: "data.email", when: { "data.status": "pending" } };
  const invitation = (email: string) => ({ type: "i", data: { email, status: "pending" } });
  assert.equal(mayDo(accept, invitation("ada@example.org"), VIEWER), true);
  assert.equal(mayDo(accept, invitation("bob@example.org"), VIEWER), false);
  assert.equal(mayEver(accept, ACCOUNT), true);
  assert.equal(mayEver(accept, null), false);
});
