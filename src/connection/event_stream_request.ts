/** Whether `request` asks for a board as server-sent events. A HEAD does not: its body would never be read. */
export function isEventStreamRequest(request: Request): boolean {
  return request.method === "GET" && new URL(request.url).searchParams.get("transport") === "sse";
}

/**
 * Where the viewer says that it had been, as JSON text; `null` if it does not say. A browser that connects again by itself
 * uses the same URL as at first, so that `Last-Event-ID` is newer than `?resume=`.
 */
export function resumeText(request: Request): string | null {
  return request.headers.get("last-event-id") || new URL(request.url).searchParams.get("resume") || null;
}
