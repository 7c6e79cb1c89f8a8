import assert from "node:assert/strict";
import { DEMO_CLIENTS, DEMO_MSP, DEMO_SCHOOL } from "../src/demo/organisation.ts";
import { type DemoOptions, startDemo } from "../src/demo/demo.ts";
import { mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { connect, type Connection, type Frame } from "./support/ws_client.ts";

const USER_ID = 41;

/** Passes everything on to the server and notes how it answers. */
class Gate implements AsyncDisposable {
  readonly answers: string[] = [];
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(target: string) {
    const pass = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const body = method === "GET" ? null : await request.arrayBuffer();
      const response = await fetch(target + pathname + search, { method, headers, body });
      const text = await response.text();
      this.answers.push(`${response.status} ${method} ${pathname} ${response.ok ? "" : text}`);
      return new Response(text, { status: response.status });
    };
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, pass);
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The answers other than 2xx. */
  get refusals(): string[] {
    return this.answers.filter((answer) => !answer.startsWith("2"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

async function demoOptions(url: string): Promise<DemoOptions> {
  const token = await mintToken({ sub: "demo", name: "Demo", role: "admin", user_id: 40 });
  const now = () => new Date(2026, 2, 2, 10, 0);
  return { url, token, mint: mintToken, people: [{ userId: USER_ID }], seed: 1, now };
}

function connectAs(
  server: RunningBoardcast,
  path: string,
  claims: Record<string, unknown>,
): Promise<Connection> {
  return mintToken({ sub: "viewer", user_id: USER_ID, ...claims })
    .then((token) => connect(server.wsUrl + path, { headers: { authorization: `Bearer ${token}` } }));
}

/** The first frame of each of `types`, in whatever order they come. */
async function framesOf(connection: Connection, ...types: string[]): Promise<Frame[]> {
  const frames = new Map<string, Frame>();
  while (types.some((type) => !frames.has(type))) {
    const frame = await connection.receive();
    if (!frames.has(frame["type"])) frames.set(frame["type"], frame);
  }
  return types.map((type) => frames.get(type)!);
}

Deno.test("the demo feeds every board, and is refused nothing", async () => {
  await using server = await startBoardcast();
  await using gate = new Gate(server.url);
  await using trading = await connect(`${server.wsUrl}/ws/trading/`);
  await using prices = await connect(`${server.wsUrl}/ws/prices/`);
  await using tutoring = await connect(`${server.wsUrl}/ws/dashboard`);
  await using dashboard = await connectAs(server, "/ws/dashboard/", { role: "viewer" });
  await using msp = await connectAs(server, "/api/v1/ws/engagement", {
    role: "msp_admin",
    msp_id: DEMO_MSP.id,
  });
  await using client = await connectAs(server, "/api/v1/ws/engagement", {
    role: "client_admin",
    client_id: DEMO_CLIENTS[0].id,
  });
  await using school = await connectAs(server, `/ws/schools/${DEMO_SCHOOL.id}/dashboard/`, {
    schools: { [DEMO_SCHOOL.id]: "school_owner" },
  });
  prices.send({ action: "subscribe", symbols: ["SPX"] });
  {
    await using _demo = startDemo(await demoOptions(gate.url));
    const [quote] = await framesOf(trading, "price_update");
    assert.deepEqual(Object.keys(quote!), ["type", "symbol", "data", "timestamp"]);
    assert.equal(quote!["data"].source, "replay");

    const [price] = await framesOf(prices, "price");
    assert.equal(price!["symbol"], "SPX");
    assert.match(price!["time"], /^2000-01-/);

    const [metrics, analytics] = await framesOf(tutoring, "metrics_update", "analytics_update");
    assert.equal(metrics!["data"].performance_tier.length > 0, true);
    assert.equal(analytics!["data"].total_tutors, 0);
    await framesOf(tutoring, "alert", "intervention");
    let known = 0;
    while (known !== 40) known = (await framesOf(tutoring, "analytics_update"))[0]!["data"].total_tutors;

    const [sample, score] = await framesOf(dashboard, "dashboard_update", "gcode_update");
    assert.deepEqual(Object.keys(sample!), ["type", "data"]);
    assert.equal(typeof score!["g_code_score"], "number");

    const [update] = await framesOf(msp, "engagement_update", "interaction_update");
    assert.deepEqual(Object.keys(update!["data"]), ["departments", "applications", "agents"]);
    const [own] = await framesOf(client, "engagement_update");
    assert.equal(own!["client_id"], DEMO_CLIENTS[0].id);

    await framesOf(school, "invitation_status_update", "activity_new", "metrics_update");
  }
  assert.deepEqual(gate.refusals, []);
  assert.ok(gate.answers.length > 20, gate.answers.join("\n"));
});
