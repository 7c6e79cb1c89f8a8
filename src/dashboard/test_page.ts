// deno-lint-ignore-file no-console -- the page's log lines belong into the console as well.
/** The entry of the connection test page: a bare WebSocket to the `dashboard` board, every frame logged. */
import { byId, element } from "./element.ts";
import { timeFormat } from "./settings/time_format.ts";

const clock = timeFormat(Intl.DateTimeFormat().resolvedOptions().timeZone);
let socket: WebSocket | undefined;

byId("address").textContent = address();
byId("connect").addEventListener("click", connect);
byId("disconnect").addEventListener("click", () => socket?.close(1000));
byId("send-ping").addEventListener("click", sendPing);

function address(): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws/dashboard/`;
}

function connect(): void {
  const opening = new WebSocket(address());
  socket = opening;
  let opened = false;
  log("note", `Connecting to ${address()}`);
  showButtons();
  opening.onopen = () => {
    opened = true;
    showStatus(true);
  };
  opening.onmessage = ({ data }) => log("received", `← Received: ${data}`);
  opening.onclose = ({ code }) => {
    socket = undefined;
    showStatus(false);
    log("note", opened ? `Closed with code ${code}` : "Not connected: sign in first, or the server is away");
  };
}

function sendPing(): void {
  const frame = JSON.stringify({ type: "ping" });
  socket?.send(frame);
  log("sent", `→ Sent: ${frame}`);
}

function showStatus(connected: boolean): void {
  const status = byId("status");
  status.textContent = connected ? "Status: Connected ✓" : "Status: Disconnected ✗";
  status.classList.toggle("connected", connected);
  showButtons();
}

function showButtons(): void {
  const open = socket?.readyState === WebSocket.OPEN;
  byId("connect").toggleAttribute("disabled", socket !== undefined);
  byId("disconnect").toggleAttribute("disabled", !open);
  byId("send-ping").toggleAttribute("disabled", !open);
}

function log(kind: "sent" | "received" | "note", line: string): void {
  console.log(line);
  const box = byId("log");
  box.append(element("p", kind, element("time", "", clock.clock(Date.now())), element("span", "", line)));
  box.scrollTop = box.scrollHeight;
}
