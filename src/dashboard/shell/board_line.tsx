import type { ReactElement } from "react";
import { useMessageRate } from "../event/message_rate.ts";
import { useServerClock } from "../event/server_clock.ts";
import { formatNumber } from "../settings/number_format.ts";
import { StatusLine } from "./status_line.tsx";

/** The status line of a board's page: what comes to it, and how far away the server is. */
export function BoardLine(): ReactElement {
  const rate = useMessageRate();
  const { roundTrip } = useServerClock();
  return (
    <StatusLine>
      <span>{formatNumber(rate, { decimals: rate < 10 ? 1 : 0 })} messages/s here</span>
      {roundTrip !== null && (
        <span>round trip {formatNumber(Math.max(1, roundTrip), { decimals: 0 })} ms</span>
      )}
    </StatusLine>
  );
}
