/** The entry of `boardcast.js`, a classic script that sets the global `Boardcast`. */
import { BoardClient } from "./board_client.ts";
import { BoardError } from "./board_error.ts";

declare global {
  /** What pages without modules follow boards by. */
  var Boardcast: { BoardClient: typeof BoardClient; BoardError: typeof BoardError };
}

globalThis.Boardcast = { BoardClient, BoardError };
