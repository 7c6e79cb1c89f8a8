import assert from "node:assert/strict";
import { isEventStreamRequest, resumeText } from "./event_stream_request.ts";

const BOARD = "http://localhost/ws/trading/";

function request(query: string, lastEventId?: string, method = "GET"): Request {
  return new Request(BOARD + query, {
    method,
    headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
  });
}

Deno.test("isEventStreamRequest is about GET with transport=sse", () => {
  assert.equal(isEventStreamRequest(request("?transport=sse")), true);
  assert.equal(isEventStreamRequest(request("?resume=&transport=sse")), true);
  assert.equal(isEventStreamRequest(request("?transport=websocket")), false);
  assert.equal(isEventStreamRequest(request("")), false);
  assert.equal(isEventStreamRequest(request("?transport=sse", undefined, "HEAD")), false);
  assert.equal(isEventStreamRequest(request("?transport=sse", undefined, "POST")), false);
});

Deno.test("resumeText prefers what the browser remembers to the address it goes back to", () => {
  assert.equal(resumeText(request("?resume=%7B%22a%22:1%7D", '{"b":2}')), '{"b":2}');
  assert.equal(resumeText(request("?resume=%7B%22a%22:1%7D", "")), '{"a":1}');
  assert.equal(resumeText(request("?resume=%7B%22a%22:1%7D")), '{"a":1}');
  assert.equal(resumeText(request("?resume=")), null);
  assert.equal(resumeText(request("")), null);
});
