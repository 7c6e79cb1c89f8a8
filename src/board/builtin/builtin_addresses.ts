/** Where a board is watched and what its groups are called, as patterns. */
export interface Addresses {
  readonly paths: readonly string[];
  readonly groups: readonly string[];
}

/** The addresses of the built-in boards, for whoever must know them without running the boards. */
export const BUILTIN_ADDRESSES: Readonly<Record<string, Addresses>> = {
  dashboard: { paths: ["/ws/dashboard/"], groups: ["dashboard_{user:int}"] },
  engagement: {
    paths: ["/api/v1/ws/engagement", "/api/v1/ws/client/{client}/engagement"],
    groups: ["client_{client}", "msp_{msp}"],
  },
  school: {
    paths: ["/ws/schools/{school:int}/dashboard/"],
    groups: ["school_{school:int}_dashboard", "school_dashboard_{school:int}"],
  },
  trading: { paths: ["/ws/trading/"], groups: ["trading_updates"] },
  prices: { paths: ["/ws/prices/"], groups: ["prices_{symbol:symbol}"] },
  tutoring: { paths: ["/ws/dashboard"], groups: ["tutoring"] },
};

/** What the server itself has at these paths; `any` stands for whatever follows. */
export const OWN_PATHS: readonly string[] = [
  "/",
  "/api/{rest:any}",
  "/auth/{rest:any}",
  "/client.js",
  "/client.js.map",
  "/favicon.ico",
  "/health",
  "/health/{rest:any}",
  "/login",
  "/login/",
  "/metrics",
  "/openapi.json",
  "/static/{rest:any}",
  "/test_websocket.html",
  "/ws/stats",
  "/ws/status",
];

/** The inboxes of persons. */
export const INBOX_GROUPS = "user_{subject:subject}";
