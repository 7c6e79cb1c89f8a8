/** The hooks of the drop-ins in React components, against a server. */
import "./support/dom.ts";
import assert from "node:assert/strict";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render } from "@testing-library/react";
import { createElement, type ReactElement, StrictMode } from "react";
import { useWebSocket as useEngagement } from "../src/client/dropins/engagement_hooks.ts";
import {
  useClientEngagementWebSocket,
  useMSPEngagementWebSocket,
} from "../src/client/dropins/engagement_query_hooks.ts";
import { useWebSocket as useSchool } from "../src/client/dropins/school_hooks.ts";
import { useWebSocket as useTutoring } from "../src/client/dropins/tutoring_hooks.ts";
import { WebSocketService } from "../src/client/dropins/websocket_service.ts";
import { mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { APP, CLIENT, MSP, registerClients } from "./support/engagement.ts";
import { eventually } from "./support/expect.ts";
import { publish, request } from "./support/http_client.ts";
import { Shown } from "./support/react_page.ts";
import { OWNER } from "./support/school.ts";
import { TakenConsole } from "./support/taken_console.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

Deno.test("004 useWebSocket() shows the analytics and what comes, to all of a page over one connection", async () => {
  using _console = new TakenConsole();
  await using server = await startBoardcast();
  const service = new WebSocketService(`${server.wsUrl}/ws/dashboard`);
  const first = new Shown(() => useTutoring(service));
  const second = new Shown(() => useTutoring(service));
  render(strict(first.element("a"), second.element("b")));
  assert.equal(first.values[0]!.state.connected, false);
  await first.until(({ state }) => state.connected && state.analytics !== null);
  assert.equal(await connectionsOf(server), 1);
  await publish(server, "tutoring", { type: "alert", data: { id: "a1", severity: "critical" } });
  await publish(server, "tutoring", { type: "intervention", data: { id: "i1", status: "pending" } });
  await second.until(({ state }) => state.interventionTasks.length === 1);
  second.last.resolveAlert("a1");
  second.last.updateInterventionStatus("i1", "completed");
  await first.until(({ state }) => state.interventionTasks[0]?.status === "completed");
  assert.deepEqual(first.last.state.alerts, [{ id: "a1", severity: "critical", resolved: true }]);
  cleanup();
  assert.equal(service.isConnected(), false);
  await eventually(() => connectionsOf(server), (count) => count === 0);
});

Deno.test("002 useWebSocket() hands out messages, says why it is not connected, and obeys shouldConnect", async () => {
  using _console = new TakenConsole();
  await using server = await startBoardcast();
  const token = await mintToken(OWNER);
  const url = `${server.wsUrl}/ws/schools/1/dashboard/`;
  const told: string[] = [];
  const shown = new Shown(() =>
    useSchool({
      url,
      channelName: "school_dashboard_1",
      shouldConnect: wanted,
      token: () => hasToken ? token : null,
      onOpen: () => void told.push("open"),
      onMessage: ({ type }) => void told.push(String(type)),
      onError: ({ message }) => void told.push(message),
      onClose: ({ code, reason }) => void told.push(`${code} ${reason}`),
    })
  );
  let wanted = true;
  let hasToken = false;
  const page = render(strict(shown.element("a")));
  await shown.until(({ error }) => error === "No authentication token found");
  hasToken = true;
  shown.last.connect();
  await shown.until(({ isConnected, error }) => isConnected && error === null);
  await publish(server, "school_1_dashboard", { type: "metrics_update", data: {} });
  shown.last.sendMessage({ type: "ping" });
  await eventually(() => Promise.resolve(told.length), (count) => count === 4);
  wanted = false;
  page.rerender(strict(shown.element("a")));
  await shown.until(({ isConnected, error }) => !isConnected && error === null);
  assert.deepEqual(told.slice(0, 2), ["No authentication token found", "open"]);
  assert.deepEqual(told.slice(2, 4).sort(), ["error", "metrics_update"]);
  assert.deepEqual(told.slice(4), ["1000 User disconnected"]);
  cleanup();
});

Deno.test("001 useWebSocket() follows a drop and the connection after it", async () => {
  using _console = new TakenConsole();
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  const token = await mintToken({ sub: "a", role: "msp_admin", msp_id: MSP });
  const told: string[] = [];
  const shown = new Shown(() =>
    useEngagement({
      apiBaseUrl: `http://127.0.0.1:${proxy.port}/api/v1`,
      token: () => token,
      onConnect: () => void told.push("connected"),
      onDisconnect: () => void told.push("disconnected"),
      onError: ({ message }) => void told.push(message),
    })
  );
  render(strict(shown.element("a")));
  await shown.until(({ isConnected }) => isConnected);
  await proxy.cut();
  await shown.until(({ isConnected }) => !isConnected);
  proxy.refuses = true;
  await shown.last.connect();
  await shown.until(({ connectionError }) => connectionError !== null);
  proxy.refuses = false;
  await shown.last.connect();
  await shown.until(({ isConnected, connectionError }) => isConnected && connectionError === null);
  const { ws } = shown.last;
  cleanup();
  assert.equal(ws.isConnected(), false);
  const failure = told.splice(2, 1)[0]!;
  assert.match(failure, /^WebSocket connection failed/);
  assert.deepEqual(told, ["connected", "disconnected", "connected", "disconnected"]);
});

Deno.test("001 the engagement hooks show the newest of each type, and make the queries stale that it concerns", async () => {
  using _console = new TakenConsole();
  await using server = await startBoardcast();
  await registerClients(server);
  const token = await mintToken({ sub: "a", role: "msp_admin", msp_id: MSP });
  const options = { apiBaseUrl: `${server.url}/api/v1`, token: () => token };
  const queries = new QueryClient();
  const stale: unknown[] = [];
  queries.invalidateQueries = ({ queryKey } = {}) => Promise.resolve(void stale.push(queryKey));
  const all = new Shown(() => useMSPEngagementWebSocket(options));
  const one = new Shown(() => useClientEngagementWebSocket(CLIENT, options));
  const page = (...shown: ReactElement[]) =>
    strict(createElement(QueryClientProvider, { client: queries }, ...shown));
  const rendered = render(page(all.element("a"), one.element("b")));
  await one.until(({ isConnected }) => isConnected);
  await all.until(({ isConnected }) => isConnected);
  rendered.rerender(page(one.element("b")));

  const increment = `/api/v1/clients/${CLIENT}/interactions/increment`;
  await request(server, "POST", increment, { token, json: { app_id: APP, interaction_count: 5 } });
  await one.until(({ latestInteractionData: data }) => data?.interaction_count === 5);
  await publish(server, `client_${CLIENT}`, {
    type: "engagement_update",
    client_id: CLIENT,
    data: { agents: [] },
  });
  await one.until(({ latestEngagementData: data }) => data?.agents.length === 0);
  await publish(server, `client_${CLIENT}`, { type: "alert", client_id: CLIENT, data: { severity: "high" } });
  await one.until(({ latestAlert: data }) => data?.severity === "high");
  const own = ["clients", CLIENT];
  assert.deepEqual(stale, [
    [...own, "interactions"],
    [...own, "applications", APP, "interactions"],
    [...own, "dashboard"],
    [...own, "interactions"],
    ["alerts", "feed"],
    ["alerts", { client_id: CLIENT }],
  ]);
  cleanup();
});

function strict(...elements: ReactElement[]): ReactElement {
  return createElement(StrictMode, null, ...elements);
}

async function connectionsOf(server: RunningBoardcast): Promise<number> {
  return (await request(server, "GET", "/ws/status")).body.active_connections;
}
