import { backoff } from "../client/backoff.ts";
import type { DashboardWebSocketClient } from "../client/dashboard_websocket_client.ts";
import { formatTime } from "./age.ts";
import { byId } from "./element.ts";

/** The banner of a page that has lost the server: since when, and when the next try comes. */
export class LostBanner {
  readonly #client: DashboardWebSocketClient;
  #nextAt = 0;
  #counting = false;

  constructor(client: DashboardWebSocketClient) {
    this.#client = client;
    byId("try-now").addEventListener("click", () => this.#tryNow());
    client.on("connected", () => this.#hide());
    client.on("disconnected", ({ timestamp }) => this.#show(timestamp));
    client.on("reconnect_failed", ({ attempts }) => this.#giveUp(attempts));
  }

  /** Writes the countdown anew. */
  tick(): void {
    if (byId("lost-banner").hidden || !this.#counting) return;
    const seconds = Math.ceil((this.#nextAt - Date.now()) / 1_000);
    const { reconnectAttempts: attempt, maxReconnectAttempts: most } = this.#client;
    byId("lost-next").textContent = seconds > 0
      ? `Next try in ${seconds} s (${attempt} of ${most}).`
      : `Trying now (${attempt} of ${most}) …`;
  }

  #tryNow(): void {
    this.#counting = false;
    byId("connection-label").textContent = "Connecting";
    byId("lost-next").textContent = "Trying now …";
    this.#client.connect();
  }

  #hide(): void {
    byId("lost-banner").hidden = true;
    document.body.classList.remove("lost");
    byId("lost-since").textContent = "";
    byId("connection-label").textContent = "Live";
  }

  #show(since: Date): void {
    const banner = byId("lost-banner");
    if (banner.hidden) {
      banner.hidden = false;
      document.body.classList.add("lost");
      byId("lost-since").textContent = `This browser lost the server at ${formatTime(since)}.`;
    }
    this.#counting = true;
    byId("connection-label").textContent = "Reconnecting";
    // The client counts the try after it has told of the close.
    queueMicrotask(() => this.#expect(since));
  }

  #expect(closed: Date): void {
    this.#nextAt = closed.getTime() + backoff(this.#client.reconnectDelay, this.#client.reconnectAttempts);
    this.tick();
  }

  #giveUp(attempts: number): void {
    this.#counting = false;
    byId("connection-label").textContent = "Offline";
    byId("lost-next").textContent = `Gave up after ${attempts} tries.`;
  }
}
