/** What the running server counts. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { openStream } from "./support/event_stream_client.ts";
import { expectStatus, publish, request } from "./support/http_client.ts";
import { connect, refused } from "./support/ws_client.ts";

const BOARD = "/ws/trading/";

/** The samples, without the names' common beginning. */
async function samples(server: RunningBoardcast): Promise<Record<string, number>> {
  const { body } = await expectStatus(200, server, "GET", "/metrics", { headers: { "x-api-key": API_KEY } });
  const lines = (body as string).split("\n").filter((line) => line.startsWith("boardcast_"));
  return Object.fromEntries(
    lines.map((
      line,
    ) => [line.slice("boardcast_".length, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}

/** Waits until the samples hold what is `wanted`. */
async function reaches(server: RunningBoardcast, wanted: Record<string, number>): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const all = await samples(server);
    const present = Object.fromEntries(Object.keys(wanted).map((name) => [name, all[name]]));
    if (Object.keys(wanted).every((name) => all[name] === wanted[name])) return;
    if (Date.now() > deadline) assert.deepEqual(present, wanted);
  }
}

Deno.test("GET /metrics counts connections, how they end, and which are refused", async () => {
  await using server = await startBoardcast();
  {
    await using socket = await connect(server.wsUrl + BOARD, { protocols: ["boardcast.v1"] });
    await using stream = await openStream(server.url + BOARD);
    await using plain = await connect(server.wsUrl + BOARD);
    await Promise.all([socket.receive(), stream.receive(), plain.receive()]);
    await reaches(server, {
      'connections{board="trading",dialect="v1"}': 2,
      'connections{board="trading",dialect="plain"}': 1,
      open_groups: 1,
      members: 3,
    });
  }
  await reaches(server, { 'connections_closed_total{code="peer"}': 3, open_groups: 0, members: 0 });

  const token = await mintToken({ sub: "ann", exp: Math.floor(Date.now() / 1000) + 1 });
  await using socket = await connect(`${server.wsUrl}${BOARD}?token=${token}`, {
    protocols: ["boardcast.v1"],
  });
  assert.equal((await socket.ended()).code, 4401);
  assert.equal(await refused(`${server.wsUrl}/ws/dashboard/`), 403);
  await reaches(server, {
    'connections_closed_total{code="4401"}': 1,
    'upgrades_refused_total{code="4401"}': 1,
    stuck_sockets: 0,
  });
});

Deno.test("GET /metrics counts publications, deliveries and refusals", async () => {
  await using server = await startBoardcast();
  await using one = await connect(server.wsUrl + BOARD, { protocols: ["boardcast.v1"] });
  await using other = await connect(server.wsUrl + BOARD, { protocols: ["boardcast.v1"] });
  await Promise.all([one.receive(), other.receive()]);
  await publish(server, "trading_updates", { type: "signal_alert", signal: { n: 1 } });
  await Promise.all([one.receive(), other.receive()]);
  const options = {
    headers: { "x-api-key": API_KEY },
    json: { group: "trading_updates", message: { type: "no" } },
  };
  assert.equal((await request(server, "POST", "/api/v1/publish", options)).status, 422);
  await reaches(server, {
    publications_total: 1,
    deliveries_total: 2,
    publishes_refused_total: 1,
    transient_publications_dropped_total: 0,
    lagging_connections: 0,
  });
});

Deno.test("GET /metrics is closed to viewers", async () => {
  await using server = await startBoardcast();
  await expectStatus(401, server, "GET", "/metrics");
  await expectStatus(403, server, "GET", "/metrics", {
    token: await mintToken({ sub: "ann", role: "viewer" }),
  });
  const token = await mintToken({ sub: "prometheus", role: "publisher" });
  const { headers } = await expectStatus(200, server, "GET", "/metrics", { token });
  assert.match(headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
});
