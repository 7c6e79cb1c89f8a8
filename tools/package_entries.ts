/** What the npm package offers, by the names after `boardcast`; each is a file in `src/client/`. */
export const PACKAGE_ENTRIES: Readonly<Record<string, string>> = {
  ".": "mod",
  "./react": "react",
  "./query": "query",
  "./dropins/dashboard_websocket_client": "dashboard_websocket_client",
  "./dropins/websocket_client": "dropins/websocket_client",
  "./dropins/engagement_hooks": "dropins/engagement_hooks",
  "./dropins/engagement_query_hooks": "dropins/engagement_query_hooks",
  "./dropins/school_hooks": "dropins/school_hooks",
  "./dropins/websocket_service": "dropins/websocket_service",
  "./dropins/tutoring_hooks": "dropins/tutoring_hooks",
};
