/** Follows boards of a Boardcast server, in browsers, Deno and Node 22 or newer. */
export {
  type AllEvents,
  BoardClient,
  type BoardClientOptions,
  type ClientEvents,
  type Reply,
} from "./board_client.ts";
export type { ConnectionOptions, Status } from "./board_connection.ts";
export { BoardError } from "./board_error.ts";
export type { BoardIdentity, Freshness } from "./board_state.ts";
export type * from "./events.ts";
export type { Key, Place, Publication } from "./memory.ts";
export type { Token } from "./token_keeper.ts";
export type { Person } from "../protocol/control.ts";
export type { Message } from "../protocol/message.ts";
