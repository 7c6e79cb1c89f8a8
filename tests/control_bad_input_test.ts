/** Commands that no good client of `boardcast.v1` sends: a clear answer each, and nobody else notices. */
import assert from "node:assert/strict";
import { API_KEY } from "./support/boardcast.ts";
import { assertFrame, type Expected } from "./support/expect.ts";
import { expectStatus } from "./support/http_client.ts";
import {
  assertAnswers,
  assertBegins,
  assertError,
  groupState,
  openPlant,
  POSITION,
  refusal,
  resumeQuery,
  withWitness,
} from "./support/plant_viewer.ts";
import { connect } from "./support/ws_client.ts";
import { plantUrl } from "./support/plant.ts";

interface Command {
  name: string;
  send: unknown;
  expect: Expected;
}

const COMMANDS: Command[] = [
  { name: "an unknown command", send: { type: "$no" }, expect: refusal("unknownCommand") },
  { name: "the mere sign", send: { type: "$" }, expect: refusal("unknownCommand") },
  { name: "a name of the prototype", send: { type: "$constructor" }, expect: refusal("unknownCommand") },
  {
    name: "a frame of the server",
    send: { type: "$welcome", groups: {}, $ref: 1 },
    expect: refusal("unknownCommand", { ref: 1 }),
  },
  { name: "$join of no group", send: { type: "$join" }, expect: refusal("invalid") },
  { name: "$join of a list", send: { type: "$join", group: ["room_a_1"] }, expect: refusal("invalid") },
  ...[
    "log_a",
    "log_b",
    "trading_updates",
    "no_such_group",
    "",
    "user_ann",
    "__proto__",
    "room_a_",
    "room_a_x/y",
  ].map(
    (group) => ({
      name: `$join of the foreign group "${group}"`,
      send: { type: "$join", group, $ref: group },
      expect: refusal("notAllowed", { groups: [group], ref: group }),
    }),
  ),
  {
    name: "$leave of a given group",
    send: { type: "$leave", group: "log_a" },
    expect: refusal("notAllowed", { groups: ["log_a"] }),
  },
  { name: "$leave of a number", send: { type: "$leave", group: 1 }, expect: refusal("invalid") },
  { name: "$ack of nobody", send: { type: "$ack", offsets: [1] }, expect: refusal("notAllowed") },
  { name: "$refresh without a token", send: { type: "$refresh" }, expect: refusal("invalid") },
  { name: "$refresh of nobody", send: { type: "$refresh", token: "t" }, expect: refusal("notNeeded") },
  { name: "$resume without positions", send: { type: "$resume" }, expect: refusal("invalid") },
  ...[{}, [], null, true, "r".repeat(129)].map((ref) => ({
    name: `a $ref that is ${JSON.stringify(ref).slice(0, 10)}`,
    send: { type: "$ping", sent: 1, $ref: ref },
    expect: refusal("invalid"),
  })),
  {
    name: "a $ref that is an object on a board's command",
    send: { type: "ping", $ref: {} },
    expect: refusal("invalid"),
  },
  {
    name: "a forged place on a command of ours",
    send: { type: "$ping", sent: null, $group: "log_a", $offset: 99 },
    expect: { type: "$pong", sent: null, received: /^\d{13}$/ },
  },
  {
    name: "a forged place on a board's command",
    send: { type: "ping", $group: "log_a", $offset: 99, $ref: 7 },
    expect: { type: "$reply", ref: 7, message: /object/ },
  },
  {
    name: "a forged place on a publication that a viewer sends",
    send: { type: "entry", $group: "log_a", $offset: 99, $ref: 8 },
    expect: { type: "$reply", ref: 8 },
  },
];

Deno.test("a command that cannot be done is refused with its code, and the connection goes on", async (t) => {
  await withWitness({}, async (server) => {
    for (const { name, send, expect } of COMMANDS) {
      await t.step(name, async () => {
        await using viewer = await openPlant(server);
        assert.equal((await viewer.receive()).type, "$welcome");
        await assertBegins(viewer);
        viewer.send(send);
        assertFrame(await viewer.receive(), expect, JSON.stringify(send));
        await assertAnswers(viewer);
        assert.equal(viewer.unread, 0);
      });
    }
  });
});

Deno.test("a plain client is told that commands which begin with $ need boardcast.v1", async (t) => {
  await withWitness({}, async (server) => {
    for (const type of ["$resume", "$join", "$leave", "$ping", "$ack", "$refresh", "$no"]) {
      await t.step(type, async () => {
        await using viewer = await connect(plantUrl(server, "a") + resumeQuery({ log_a: POSITION }));
        viewer.send({ type, group: "room_a_1", positions: {}, offsets: [1], token: "t" });
        await assertError(viewer, "needsV1");
        viewer.send({ type: "ping" });
        assert.equal((await viewer.receive()).type, "pong");
        assert.equal(viewer.unread, 0);
      });
    }
    assert.equal((await groupState(server, "room_a_1"))["members"], 0);
  });
});

Deno.test("a published message with a name of Boardcast's own is refused", async (t) => {
  await withWitness({}, async (server) => {
    for (const name of ["$offset", "$group", "$ref", "$anything"]) {
      await t.step(name, async () => {
        const message = { type: "entry", [name]: 99 };
        const options = { headers: { "x-api-key": API_KEY }, json: { group: "log_a", message } };
        const { body } = await expectStatus(422, server, "POST", "/api/v1/publish", options);
        assert.equal(body.problems[0].path, `message.${name}`);
      });
    }
    for (const type of ["$welcome", "$gap"]) {
      const options = { headers: { "x-api-key": API_KEY }, json: { group: "log_a", message: { type } } };
      await expectStatus(422, server, "POST", "/api/v1/publish", options);
    }
  });
});

Deno.test("commands faster than the limit close the connection with 4029", async () => {
  await withWitness({ env: { BOARDCAST_LIMITS_COMMANDS_PER_SECOND: "10" } }, async (server) => {
    await using viewer = await openPlant(server);
    for (let n = 0; n < 100; n++) viewer.send({ type: "$join", group: "log_b" });
    assert.equal((await viewer.ended()).code, 4029);
  });
});
