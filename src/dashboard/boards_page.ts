/** The entry of the page at `/`: who is signed in, the boards, and what is live. Runs after `dashboard-client.js`. */
import type {} from "../client/dashboard_script.ts";
import { formatTime } from "./age.ts";
import { showBoards } from "./board_list.ts";
import { byId } from "./element.ts";
import { LostBanner } from "./lost_banner.ts";
import { ScoreTile } from "./score_tile.ts";
import { type Account, readAccount, readScore } from "./api.ts";

start();

function start(): void {
  byId("time-zone").textContent = `times in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
  void showBoards();
  void readAccount().then(showAccount, () => {});
  const client = initDashboardWebSocket();
  const tile = new ScoreTile();
  const banner = new LostBanner(client);
  client.on("connected", ({ timestamp }) => byId("fact-since").textContent = formatTime(timestamp));
  client.on("connection_established", ({ user_id }) => {
    const group = `dashboard_${user_id}`;
    showGroup(group);
    void readScore(group).then((score) => score && tile.begin(score.update, score.time), () => {});
  });
  client.on("gcode_update", (update) => tile.update(update));
  // The close may mean that the session has ended: reading the account leads to the login page then.
  client.on("disconnected", () => void readAccount().catch(() => {}));
  setInterval(() => {
    tile.tick();
    banner.tick();
  }, 1_000);
}

function showAccount({ name, roles }: Account): void {
  byId("who").hidden = false;
  byId("who-name").textContent = name;
  byId("who-roles").textContent = roles.join(", ").replaceAll("_", " ");
  byId("who-initials").textContent = name.slice(0, 2).toUpperCase();
  byId("publish-card").hidden = !roles.some((role) => role === "admin" || role === "publisher");
}

function showGroup(group: string): void {
  byId("fact-group").textContent = group;
  byId("publish-command").textContent = publishCommand(group);
}

function publishCommand(group: string): string {
  const message = { type: "gcode_update", data: { g_code_score: 64, update_score: true } };
  return [
    "boardcast publish \\",
    `  --url ${location.origin} \\`,
    `  ${group} \\`,
    `  '${JSON.stringify(message, null, 2)}'`,
  ].join("\n");
}
