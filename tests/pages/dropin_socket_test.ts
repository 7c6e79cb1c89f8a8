/** The drop-ins that need no framework, in Chromium: the page's own sign-in, host and sockets. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mintToken, startBoardcast } from "../support/boardcast.ts";
import { browserTest } from "../support/browser.ts";
import { CLIENT, registerClients } from "../support/engagement.ts";
import { publish } from "../support/http_client.ts";
import { OWNER } from "../support/school.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

interface Row {
  readonly file: string;
  readonly claims: Record<string, unknown>;
  readonly group: string;
  readonly message: { readonly type: string } & Record<string, unknown>;
  /** Run in the page: connects, and tells the types of what comes. */
  readonly connect: string;
}

const ROWS: Row[] = [
  {
    file: "websocket_client.ts",
    claims: { sub: "c", role: "client_user", client_id: CLIENT },
    group: `client_${CLIENT}`,
    message: { type: "alert", client_id: CLIENT, data: { severity: "high" } },
    connect: `
      globalThis.client = new library.WebSocketClient("/ws/engagement", "${CLIENT}", { apiBaseUrl: "/api/v1" });
      client.on("connection", () => told.push("open"));
      client.on("alert", ({ type }) => told.push(type));
      client.connect();`,
  },
  {
    file: "channel_socket.ts",
    claims: OWNER,
    group: "school_1_dashboard",
    message: { type: "metrics_update", data: { student_count: { total: 25, change: 1 } } },
    connect: `
      globalThis.client = new library.ChannelSocket({
        url: "/ws/schools/1/dashboard/",
        channelName: "school_dashboard_1",
        onOpen: () => told.push("open"),
        onMessage: ({ type }) => told.push(type),
      });
      client.connect();`,
  },
  {
    file: "websocket_service.ts",
    claims: {},
    group: "tutoring",
    message: { type: "intervention", data: { id: "i1", status: "pending" } },
    connect: `
      globalThis.client = library.getWebSocketService(location.origin.replace("http", "ws") + "/ws/dashboard");
      client.subscribe(({ type, data }) => data.connected === undefined ? told.push(type) : data.connected && told.push("open"));
      client.connect();`,
  },
];

for (const { file, claims, group, message, connect } of ROWS) {
  browserTest(`dropins/${file} follows in Chromium, comes back, and ends for good`, async (browser) => {
    await using server = await startBoardcast();
    await registerClients(server);
    const page = await browser.newPage();
    const body = await bundled(file);
    await page.route("**/drop-in.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
    await page.goto(`${server.url}/test_websocket.html`);
    await page.evaluate((token) => localStorage.setItem("auth_token", token), await mintToken(claims));
    await page.evaluate(`(async () => {
      globalThis.told = [];
      const library = await import("/drop-in.js");
      ${connect}
    })()`);
    await told(page, "open");
    await publish(server, group, message);
    await told(page, message.type);

    await server.stop("SIGTERM");
    await page.evaluate("told.length = 0");
    await using again = await startBoardcast({ port: server.port });
    await registerClients(again);
    await told(page, "open");
    await publish(again, group, message);
    await told(page, message.type);

    await page.clock.install();
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    await page.evaluate("client.disconnect()");
    await page.clock.fastForward("10:00");
    assert.deepEqual(sockets, []);
  });
}

/** Waits until the page was told `what`. */
async function told(page: Page, what: string): Promise<void> {
  await page.waitForFunction(
    (what) => (globalThis as unknown as { told: string[] }).told.includes(what),
    what,
    { timeout: 15_000 },
  );
}

async function bundled(file: string): Promise<string> {
  const args = ["bundle", "--quiet", "--platform=browser", `src/client/dropins/${file}`];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
  const text = new TextDecoder();
  assert.ok(success, text.decode(stderr));
  return text.decode(stdout);
}
