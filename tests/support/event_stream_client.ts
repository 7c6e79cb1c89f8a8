/** A client of server-sent events that hides nothing: each event with its id, one by one. */
import type { Frame } from "./ws_client.ts";

/** One event. */
export interface StreamEvent {
  /** What a browser would send as `Last-Event-ID` after it; "" if no event had an id. */
  lastEventId: string;
  /** "message" unless the event has a name. */
  event: string;
  /** The frame, or all frames of an array, in order. */
  frames: Frame[];
}

/** An open stream. Disposing ends it. */
export interface EventStreamClient extends AsyncDisposable {
  headers: Headers;
  /** The next event; rejects after `timeout` (default 5_000) or when the stream ends before it. */
  receive(timeout?: number): Promise<StreamEvent>;
  /** Events up to and with the first that has a frame that `isLast`. */
  receiveUntil(isLast: (frame: Frame) => boolean): Promise<StreamEvent[]>;
}

/**
 * Asks for the stream of the board at `url`.
 *
 * @throws Error when the server refuses; the message holds the HTTP status.
 */
export async function openStream(
  url: string,
  { headers = {}, lastEventId }: { headers?: Record<string, string>; lastEventId?: string } = {},
): Promise<EventStreamClient> {
  const address = new URL(url);
  address.searchParams.set("transport", "sse");
  const all = { ...headers, ...lastEventId !== undefined && { "last-event-id": lastEventId } };
  const response = await fetch(address, { headers: all });
  if (response.status !== 200) {
    throw new Error(`${address.pathname} was refused with HTTP ${response.status}: ${await response.text()}`);
  }
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const events: StreamEvent[] = [];
  let text = "";
  let last = "";
  const read = async (timeout: number) => {
    const { value, done } = await within(timeout, reader.read());
    if (done) throw new Error(`The stream of ${address.pathname} has ended`);
    text += value;
    const end = text.lastIndexOf("\n\n") + 2;
    if (end === 1) return;
    events.push(...parseEvents(text.slice(0, end), last));
    text = text.slice(end);
    last = events.at(-1)?.lastEventId ?? last;
  };
  const receive = async (timeout = 5_000) => {
    while (events.length === 0) await read(timeout);
    return events.shift()!;
  };
  const receiveUntil = async (isLast: (frame: Frame) => boolean) => {
    const received: StreamEvent[] = [];
    while (!received.at(-1)?.frames.some(isLast)) received.push(await receive());
    return received;
  };
  return {
    headers: response.headers,
    receive,
    receiveUntil,
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
}

/** The events in the text of a stream as it stands; an unfinished one at its end is left out. */
export function parseEvents(text: string, lastEventId = ""): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const block of text.split("\n\n").slice(0, -1)) {
    const fields = block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line) ?? ["", "", ""]);
    const valuesOf = (name: string) => fields.filter((field) => field[1] === name).map((field) => field[2]!);
    lastEventId = valuesOf("id").at(-1) ?? lastEventId;
    const data = valuesOf("data");
    if (data.length === 0) continue;
    const event = valuesOf("event").at(-1) ?? "message";
    events.push({ lastEventId, event, frames: [JSON.parse(data.join("\n"))].flat() });
  }
  return events;
}

async function within<T>(timeout: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`No event within ${timeout} ms`)), timeout);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
