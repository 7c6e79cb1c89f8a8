/** A connection lasts as long as its token, which a newer one of the same person can put off. */
import assert from "node:assert/strict";
import { mintToken, startBoardcast } from "./support/boardcast.ts";
import { connect, type Connection, type Frame } from "./support/ws_client.ts";

/** Clocks may differ by 30 s: a token of a moment ago is still taken, and its connection ends at once. */
const seconds = (ms: number) => Math.floor((Date.now() + ms) / 1000);

async function open(
  wsUrl: string,
  claims: Record<string, unknown>,
  path = "/ws/trading/",
): Promise<Connection> {
  const protocols = ["boardcast.v1", `bearer.${await mintToken(claims)}`];
  const connection = await connect(`${wsUrl}${path}`, { protocols });
  assert.equal((await connection.receive()).type, "$welcome");
  return connection;
}

async function answer(connection: Connection, command: Frame): Promise<Frame> {
  connection.send({ ...command, $ref: 1 });
  for (;;) {
    const frame = await connection.receive();
    if (frame.ref === 1) return frame;
  }
}

Deno.test("$refresh puts off the end of a connection that depends on a token", async () => {
  await using server = await startBoardcast();
  const exp = seconds(2_000);
  await using kept = await open(server.wsUrl, { sub: "ann", exp });
  await using left = await open(server.wsUrl, { sub: "ann", exp });
  const later = seconds(3_600_000);
  const token = await mintToken({ sub: "ann", exp: later });
  assert.deepEqual(await answer(kept, { type: "$refresh", token }), {
    type: "$reply",
    expires: later * 1000,
    ref: 1,
  });
  assert.equal((await left.ended()).code, 4401);
  assert.equal((await answer(kept, { type: "$ping", sent: 5 })).sent, 5);
});

Deno.test("$refresh takes nothing but a valid token of the same person", async () => {
  await using server = await startBoardcast();
  await using ann = await open(server.wsUrl, { sub: "ann" });
  const refresh = async (token: unknown) => {
    const { type, code } = await answer(ann, { type: "$refresh", token });
    return [type, code];
  };
  assert.deepEqual(await refresh(await mintToken({ sub: "bob" })), ["$error", "notAllowed"]);
  assert.deepEqual(await refresh(await mintToken({ sub: "ann", exp: seconds(-60_000) })), [
    "$error",
    "refused",
  ]);
  assert.deepEqual(await refresh(await mintToken({ sub: "ann" }, "another-secret-of-forty-characters-xx")), [
    "$error",
    "refused",
  ]);
  assert.deepEqual(await refresh(7), ["$error", "invalid"]);
  await using nobody = await connect(`${server.wsUrl}/ws/trading/`, { protocols: ["boardcast.v1"] });
  await nobody.receive();
  const token = await mintToken({ sub: "ann" });
  assert.equal((await answer(nobody, { type: "$refresh", token })).code, "notNeeded");
});

Deno.test("$refresh with a token of other rights closes the connection, to come back with those", async () => {
  await using server = await startBoardcast();
  const path = "/api/v1/ws/engagement";
  const claims = { sub: "ann", role: "msp_admin", msp_id: "m1" };
  await using moved = await open(server.wsUrl, claims, path);
  moved.send({ type: "$refresh", token: await mintToken({ ...claims, msp_id: "m2" }) });
  assert.equal((await moved.ended()).code, 4002);
  await using lost = await open(server.wsUrl, claims, path);
  lost.send({ type: "$refresh", token: await mintToken({ sub: "ann" }) });
  assert.equal((await lost.ended()).code, 4403);
});
