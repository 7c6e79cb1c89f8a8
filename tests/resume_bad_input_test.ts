/** Positions that no good client gives: a clear answer each, and nobody else notices. */
import assert from "node:assert/strict";
import { mintToken } from "./support/boardcast.ts";
import { assertFrame, eachRow } from "./support/expect.ts";
import {
  assertAnswers,
  assertBegins,
  assertError,
  GROUPS,
  groupState,
  openPlant,
  POSITION,
  receiveAmong,
  refusal,
  resumeQuery,
  withWitness,
} from "./support/plant_viewer.ts";
import { connect, type Frame } from "./support/ws_client.ts";
import { plantUrl } from "./support/plant.ts";

const NO_POSITIONS: { name: string; positions: unknown }[] = [
  { name: "a list", positions: [] },
  { name: "null", positions: null },
  { name: "a number", positions: 5 },
  { name: "text", positions: '"log_a"' },
  { name: "a position that is null", positions: { log_a: null } },
  { name: "a position that is a list", positions: { log_a: ["0123456789abcdef", 1] } },
  { name: "a negative offset", positions: { log_a: { ...POSITION, offset: -1 } } },
  { name: "a fractional offset", positions: { log_a: { ...POSITION, offset: 1.5 } } },
  { name: "an offset that is text", positions: { log_a: { ...POSITION, offset: "1" } } },
  { name: "an offset beyond whole numbers", positions: { log_a: { ...POSITION, offset: 2 ** 60 } } },
  { name: "an offset that is infinite", positions: '{"log_a":{"epoch":"0123456789abcdef","offset":1e999}}' },
  { name: "no offset", positions: { log_a: { epoch: POSITION.epoch } } },
  { name: "no epoch", positions: { log_a: { offset: 1 } } },
  { name: "an empty epoch", positions: { log_a: { ...POSITION, epoch: "" } } },
  { name: "an epoch that is a number", positions: { log_a: { ...POSITION, epoch: 1 } } },
  { name: "a very long epoch", positions: { log_a: { ...POSITION, epoch: "e".repeat(1_000) } } },
  { name: "one that is good and one that is not", positions: { log_a: POSITION, state_a: { epoch: "e" } } },
];

Deno.test("positions that are none are refused, and the viewer begins as a new one", async (t) => {
  await withWitness({}, async (server) => {
    await eachRow(t, [...NO_POSITIONS, { name: "no JSON", positions: "{log_a" }], async ({ positions }) => {
      await using viewer = await openPlant(server, resumeQuery(positions));
      assert.equal((await viewer.receive()).type, "$welcome");
      await assertError(viewer, "invalid");
      await assertBegins(viewer);
      await assertAnswers(viewer);
    });
    for (const { name, positions } of NO_POSITIONS) {
      await t.step(`${name}, in the first frame`, async () => {
        await using viewer = await openPlant(server, "?resume=");
        assert.equal((await viewer.receive()).type, "$welcome");
        const text = typeof positions === "string" ? positions : JSON.stringify(positions);
        viewer.send(`{"type":"$resume","$ref":"r","positions":${text}}`);
        await assertError(viewer, "invalid", { ref: "r" });
        await assertBegins(viewer);
        await assertAnswers(viewer);
      });
    }
  });
});

Deno.test("a position in a group that one may not see is refused, the others are gone on from", async (t) => {
  await withWitness({}, async (server) => {
    for (
      const name of [
        "trading_updates",
        "log_b",
        "room_b_1/",
        "no_such_group",
        "",
        "__proto__",
        "x".repeat(300),
      ]
    ) {
      for (const inFrame of [false, true]) {
        await t.step(
          `${name.slice(0, 20)} ${inFrame ? "in the first frame" : "in the address"}`,
          async () => {
            await using known = await openPlant(server);
            const { epoch } = (await known.receive())["groups"].log_a;
            const positions =
              `{"log_a":{"epoch":"${epoch}","offset":2},"${name}":{"epoch":"${epoch}","offset":0}}`;
            await using viewer = await openPlant(server, inFrame ? "?resume=" : resumeQuery(positions));
            const { groups } = await viewer.receive();
            assert.deepEqual(Object.keys(groups).sort(), GROUPS.toSorted());
            if (inFrame) viewer.send(`{"type":"$resume","positions":${positions}}`);
            const frames: Frame[] = [];
            while (!frames.some(({ type }) => type === "$error")) {
              frames.push(...[await viewer.receive()].flat());
            }
            while (!frames.some(({ group }) => group === "transient_a")) {
              frames.push(...[await viewer.receive()].flat());
            }
            const error = frames.find(({ type }) => type === "$error")!;
            assertFrame(error, refusal("notAllowed", { groups: [name] }), name);
            assert.deepEqual(frames.flatMap((frame) => frame["$offset"] ?? []), [3]);
            await assertAnswers(viewer);
          },
        );
      }
    }
  });
});

function positionsOf(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`room_a_${at}`, POSITION]));
}

Deno.test("positions in more groups than a connection may be in are refused, all of them", async (t) => {
  const limits = { env: { BOARDCAST_LIMITS_FRAME_BYTES: String(1024 * 1024) } };
  await withWitness(limits, async (server) => {
    await t.step("ten thousand in the first frame", async () => {
      await using viewer = await openPlant(server, "?resume=");
      assert.equal((await viewer.receive()).type, "$welcome");
      viewer.send({ type: "$resume", positions: positionsOf(10_000) });
      await receiveAmong(viewer, {
        type: "$error",
        code: "tooManyGroups",
        message: /./,
        groups: /^room_a_/,
      });
      await assertAnswers(viewer);
      const { members } = await groupState(server, "room_a_0");
      assert.equal(members, 0);
    });
    await t.step("300 in the address", async () => {
      await using viewer = await openPlant(server, resumeQuery(positionsOf(300)));
      assert.equal((await viewer.receive()).type, "$welcome");
      await assertError(viewer, "tooManyGroups", { groups: /^room_a_/ });
      await assertBegins(viewer);
    });
    await t.step("as many as there may be, and the given ones", async () => {
      await using viewer = await openPlant(server, resumeQuery(positionsOf(256)));
      const { groups } = await viewer.receive();
      assert.equal(Object.keys(groups).length, 256 + 5);
      await assertBegins(viewer);
    });
    await t.step("ten thousand in the address, which is no address any more", async () => {
      const answer = await openPlant(server, resumeQuery(positionsOf(10_000))).then(
        () => "let in",
        ({ message }) => message,
      );
      assert.match(answer, /HTTP 4\d\d|hang up|ECONNRESET|closed/i);
    });
  });
  await withWitness({}, async (server) => {
    await t.step("ten thousand in a frame that is larger than the limit", async () => {
      await using viewer = await openPlant(server, "?resume=");
      viewer.send({ type: "$resume", positions: positionsOf(10_000) });
      assert.equal((await viewer.ended()).code, 4413);
    });
  });
});

Deno.test("positions are given once", async (t) => {
  await withWitness({}, async (server) => {
    await eachRow(
      t,
      [{ name: "the address", query: resumeQuery({}) }, { name: "a frame", query: "" }],
      async ({ query }) => {
        await using viewer = await openPlant(server, query);
        const { groups: { log_a } } = await viewer.receive();
        await assertBegins(viewer);
        if (query === "") {
          viewer.send({ type: "$resume", positions: { log_a: { ...log_a, offset: 2 } }, $ref: 1 });
          assert.equal((await viewer.receive())["$offset"], 3);
          await receiveAmong(viewer, { type: "$reply", ref: 1 });
        }
        viewer.send({ type: "$resume", positions: { log_a } });
        await assertError(viewer, "alreadyResumed");
        await assertAnswers(viewer);
      },
    );
  });
});

Deno.test("nobody goes on as somebody else: another person's inbox among the positions closes", async (t) => {
  await withWitness({}, async (server) => {
    const tokens: Record<string, string> = {
      ann: await mintToken({ sub: "ann" }),
      bob: await mintToken({ sub: "bob", roles: ["admin"] }),
    };
    const rows = [
      { name: "nobody", as: undefined, closes: 4401 },
      { name: "another, even an admin", as: "bob", closes: 4403 },
      { name: "the same", as: "ann", closes: undefined },
    ];
    await using ann = await connect(`${plantUrl(server, "a")}?token=${tokens["ann"]}`, {
      protocols: ["boardcast.v1"],
    });
    const { groups } = await ann.receive();
    const positions = { log_a: groups.log_a, user_ann: groups.user_ann };
    for (const { name, as, closes } of rows) {
      for (const inFrame of [false, true]) {
        await t.step(`${name}, in the ${inFrame ? "first frame" : "address"}`, async () => {
          const query = `${inFrame ? "?resume=" : resumeQuery(positions)}${as ? `&token=${tokens[as]}` : ""}`;
          await using viewer = await openPlant(server, query);
          if (inFrame) {
            assert.equal((await viewer.receive()).type, "$welcome");
            viewer.send({ type: "$resume", positions });
          }
          if (closes !== undefined) {
            assert.equal((await viewer.ended()).code, closes);
            return assert.equal(viewer.unread, 0);
          }
          await receiveAmong(viewer, {
            type: "$resumed",
            group: /^\w+_a/,
            epoch: /^\w+$/,
            from: /\d/,
            to: /\d/,
          });
          viewer.send({ type: "$ping", sent: 1 });
          await receiveAmong(viewer, { type: "$pong", sent: 1, received: /^\d{13}$/ });
        });
      }
    }
  });
});
