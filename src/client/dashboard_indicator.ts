const CONNECTED = "WebSocket connected - Real-time updates active";
const DISCONNECTED = "WebSocket disconnected - Using polling fallback";

/** Shows in `#ws-status-indicator` whether the page is connected; a page that has none gets one in its header. */
export function showConnection(connected: boolean): void {
  const indicator = document.getElementById("ws-status-indicator") ?? addIndicator();
  if (!indicator) return;
  indicator.className = `ws-status ${connected ? "ws-connected" : "ws-disconnected"}`;
  indicator.title = connected ? CONNECTED : DISCONNECTED;
  indicator.setAttribute("aria-label", indicator.title);
}

function addIndicator(): HTMLElement | undefined {
  const indicator = document.createElement("span");
  indicator.id = "ws-status-indicator";
  indicator.setAttribute("role", "img");
  return document.querySelector("header")?.appendChild(indicator);
}
