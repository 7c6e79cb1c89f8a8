/** What carries frames to and from a peer: a WebSocket, or whatever else behaves like one. */
export interface Wire {
  /** How many bytes wait to be taken by the network. */
  readonly bufferedAmount: number;
  /** As that of a WebSocket. */
  readonly readyState: number;
  send(frame: string): void;
  close(code: number, reason: string): void;
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: string | ArrayBuffer }) => void): void;
}
