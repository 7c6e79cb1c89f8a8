/**
 * The entry of `dashboard-client.js`, a classic script: `<script src="…/dashboard-client.js">`, then
 * `initDashboardWebSocket()` once the page is ready. The session cookie signs it in.
 */
import { showConnection } from "./dashboard_indicator.ts";
import { showScore } from "./dashboard_score.ts";
import { DashboardWebSocketClient } from "./dashboard_websocket_client.ts";

declare global {
  /** The class that {@link dashboardWebSocket} is one of. */
  var DashboardWebSocketClient: typeof import("./dashboard_websocket_client.ts").DashboardWebSocketClient;
  /** Connects {@link dashboardWebSocket} unless it is, and returns it. */
  var initDashboardWebSocket: () => DashboardWebSocketClient;
  /** The page's one connection to the `dashboard` board; `null` until `initDashboardWebSocket()` was called. */
  var dashboardWebSocket: DashboardWebSocketClient | null;
}

// A classic script has no exports: these three globals are what pages know it by.
globalThis.DashboardWebSocketClient = DashboardWebSocketClient;
globalThis.initDashboardWebSocket = initDashboardWebSocket;
globalThis.dashboardWebSocket = null;

function initDashboardWebSocket(): DashboardWebSocketClient {
  const client = globalThis.dashboardWebSocket ??= createClient();
  if (!client.ws) client.connect();
  return client;
}

function createClient(): DashboardWebSocketClient {
  const client = new DashboardWebSocketClient({ onConnectionChange: showConnection });
  client.on("gcode_update", showScore);
  showConnection(false);
  return client;
}
