import { useEffect, useMemo, useRef, useState } from "react";
import { type ChannelOptions, ChannelSocket, type ChannelState, UNCONNECTED } from "./channel_socket.ts";
import { storedToken } from "./stored_token.ts";

/** What {@link useWebSocket} is told: the functions may be others with each render. */
export interface UseWebSocketOptions extends Omit<ChannelOptions, "onState"> {
  /** Whether to be connected. Default `true`. */
  readonly shouldConnect?: boolean;
}

/** What {@link useWebSocket} gives. */
export interface SchoolChannel extends ChannelState {
  /** Sends a message as JSON; dropped with a warning unless connected. */
  readonly sendMessage: (message: unknown) => void;
  readonly connect: () => void;
  readonly disconnect: () => void;
}

/**
 * A school's dashboard for a component: connected while it is mounted, and {@link ChannelSocket} says how it reconnects.
 *
 * @example
 * ```tsx
 * const { isConnected, error } = useWebSocket({
 *   url: "ws://localhost:8000/ws/schools/1/dashboard/",
 *   channelName: "school_dashboard_1",
 *   onMessage: ({ type, data }) => console.log(type, data),
 * });
 * ```
 */
export function useWebSocket(options: UseWebSocketOptions): SchoolChannel {
  const { url, channelName, shouldConnect = true } = options;
  const [state, setState] = useState(UNCONNECTED);
  const latest = useRef(options);
  const socket = useMemo(() => {
    const socket = new ChannelSocket({
      url,
      channelName,
      token: () => (latest.current.token ?? storedToken)(),
      onMessage: (message) => latest.current.onMessage?.(message),
      onError: (error) => latest.current.onError?.(error),
      onOpen: () => latest.current.onOpen?.(),
      onClose: (end) => latest.current.onClose?.(end),
      onState: setState,
    });
    return {
      sendMessage: (message: unknown) => socket.send(message),
      connect: () => socket.connect(),
      disconnect: () => socket.disconnect(),
    };
  }, [url, channelName]);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (shouldConnect) socket.connect();
    return () => socket.disconnect();
  }, [socket, shouldConnect]);
  return { ...state, ...socket };
}
