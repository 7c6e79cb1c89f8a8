/** The drop-ins at work against a server, each in the same way. */
import { DashboardWebSocketClient } from "../../src/client/dashboard_websocket_client.ts";
import { ChannelSocket } from "../../src/client/dropins/channel_socket.ts";
import { WebSocketClient } from "../../src/client/dropins/websocket_client.ts";
import { WebSocketService } from "../../src/client/dropins/websocket_service.ts";
import { mintToken, type RunningBoardcast } from "./boardcast.ts";
import { MSP } from "./engagement.ts";
import { HeldTimers } from "./held_timers.ts";
import { publish } from "./http_client.ts";
import { OWNER } from "./school.ts";
import { within } from "./within.ts";

/** A drop-in at work, and what it tells: `open`, `closed`, the type of each message, or `gave up`. */
export interface Follower {
  connect(): unknown;
  disconnect(): void;
}

/** One of the drop-ins, and what its contract says of it. */
export interface DropIn {
  readonly name: string;
  readonly claims: Record<string, unknown>;
  /** The waits before its tries, in ms. */
  readonly waits: readonly number[];
  /** What the server sends first. */
  readonly first?: string;
  readonly group: string;
  readonly message: { readonly type: string } & Record<string, unknown>;
  /** Whether a session signs in: a browser sends it by itself, Deno is made to. */
  readonly session?: true;
  /** How it is known that it has given up, if not by `gave up`: a line on the console, or that `connect()` rejects. */
  readonly end?: RegExp | "rejects";
  follow(wsUrl: string, token: string, tell: (what: string) => void): Follower;
}

/** All of them. */
export const DROP_INS: DropIn[] = [
  {
    name: "000 DashboardWebSocketClient",
    claims: { sub: "17", user_id: 17, role: "viewer" },
    waits: [3_000, 6_000, 12_000, 24_000, 48_000],
    session: true,
    first: "connection_established",
    group: "dashboard_17",
    message: { type: "gcode_update", data: { g_code_score: 64 } },
    follow(wsUrl, _token, tell) {
      const client = new DashboardWebSocketClient({ url: `${wsUrl}/ws/dashboard/` });
      client.onConnectionChange = (connected) => tell(connected ? "open" : "closed");
      client.on("reconnect_failed", () => tell("gave up"));
      for (const type of ["connection_established", "gcode_update"]) client.on(type, () => tell(type));
      return client;
    },
  },
  {
    name: "001 WebSocketClient",
    claims: { sub: "a", role: "msp_admin", msp_id: MSP },
    waits: [3_000, 6_000, 12_000, 24_000, 48_000],
    first: "connection",
    end: "rejects",
    group: `msp_${MSP}`,
    message: { type: "alert", client_id: "c", data: { severity: "high" } },
    follow(wsUrl, token, tell) {
      const client = new WebSocketClient("/ws/engagement", undefined, {
        apiBaseUrl: `${wsUrl.replace("ws", "http")}/api/v1`,
        token: () => token,
        onConnectionChange: (connected) => tell(connected ? "open" : "closed"),
      });
      for (const type of ["connection", "alert"]) client.on(type, () => tell(type));
      return client;
    },
  },
  {
    name: "002 ChannelSocket",
    claims: OWNER,
    waits: [1_000, 2_000, 4_000, 8_000, 16_000],
    group: "school_1_dashboard",
    message: { type: "metrics_update", data: { student_count: { total: 25, change: 1 } } },
    follow: (wsUrl, token, tell) =>
      new ChannelSocket({
        url: `${wsUrl}/ws/schools/1/dashboard/`,
        channelName: "school_dashboard_1",
        token: () => Promise.resolve(token),
        onOpen: () => tell("open"),
        onMessage: ({ type }) => tell(String(type)),
        onClose: () => tell("closed"),
        onError: ({ message }) => message.includes("gave up") && tell("gave up"),
      }),
  },
  {
    name: "004 WebSocketService",
    claims: {},
    waits: [5_000, 10_000, 20_000, 40_000, ...Array(6).fill(60_000)],
    first: "analytics_update",
    end: /^Max reconnect attempts reached$/,
    group: "tutoring",
    message: { type: "alert", data: { id: "a1", severity: "critical" } },
    follow(wsUrl, _token, tell) {
      const service = new WebSocketService(`${wsUrl}/ws/dashboard`);
      service.subscribe(({ type, data: { connected } }) => {
        if (connected !== undefined) return tell(connected ? "open" : "closed");
        tell(type);
      });
      return service;
    },
  },
];

/** A drop-in that follows its board, with its timers held. */
export class Followed implements Disposable {
  readonly timers: HeldTimers;
  readonly told: string[] = [];
  readonly #dropIn: DropIn;
  readonly #follower: Follower;
  readonly #WebSocket = globalThis.WebSocket;
  #seen = 0;
  #wake = Promise.withResolvers<void>();

  /** Connects a drop-in to `server`. */
  static async by(dropIn: DropIn, server: RunningBoardcast): Promise<Followed> {
    const followed = new Followed(dropIn, server, await mintToken(dropIn.claims));
    followed.connect();
    return followed;
  }

  constructor(dropIn: DropIn, { wsUrl }: RunningBoardcast, token: string) {
    this.#dropIn = dropIn;
    this.timers = new HeldTimers(dropIn.waits);
    if (dropIn.session) globalThis.WebSocket = signedIn(token);
    this.#follower = dropIn.follow(wsUrl, token, (what) => {
      this.told.push(what);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
  }

  /** What it tells of a try that fails, if `connect()` is what tells it. */
  connect(): Promise<unknown> {
    const connected = Promise.resolve(this.#follower.connect());
    connected.catch(() => {});
    return connected;
  }

  disconnect(): void {
    this.#follower.disconnect();
  }

  /** Waits until it tells `what`, after all that was waited for before. */
  async until(what: string): Promise<void> {
    for (;;) {
      const at = this.told.indexOf(what, this.#seen);
      if (at >= 0) return void (this.#seen = at + 1);
      await within(this.#wake.promise, `After ${this.told} no "${what}"`);
    }
  }

  /** Waits until it is open, has what the server sends first, and then what is published. */
  async isFollowing(server: RunningBoardcast): Promise<void> {
    const { first, group, message } = this.#dropIn;
    await this.until("open");
    if (first) await this.until(first);
    await publish(server, group, message);
    await this.until(message.type);
  }

  [Symbol.dispose](): void {
    this.disconnect();
    this.timers[Symbol.dispose]();
    globalThis.WebSocket = this.#WebSocket;
  }
}

/** Sockets that carry what signs in, as those of a browser carry the session. */
function signedIn(token: string): typeof WebSocket {
  const headers = { authorization: `Bearer ${token}` };
  return class extends WebSocket {
    constructor(url: string | URL) {
      // Deno takes headers there as well.
      super(url, { headers } as unknown as string[]);
    }
  };
}
