import type { ReactElement, ReactNode } from "react";
import { useAccount } from "../api/account.ts";
import { useNode } from "../api/node.ts";
import { useSecond } from "../event/second.ts";
import { formatAge, formatNumber } from "../settings/number_format.ts";
import { ZoneChoice } from "./zone_choice.tsx";

/** What one asks about last: which node this is, how much it does, and in which zone times are. */
export function StatusLine({ children }: { children?: ReactNode }): ReactElement {
  const { data: account } = useAccount();
  const { data: node } = useNode(Boolean(account));
  const now = useSecond();
  return (
    <footer className="status-line">
      {node && <span>node {node.id} · up {formatAge(Math.max(0, now - node.started))}</span>}
      {node && node.nodes > 1 && <span>{node.nodes} nodes</span>}
      {node && <span>{count(node.connections, "viewer")}</span>}
      {node && node.perSecond !== null && <span>{formatNumber(Math.round(node.perSecond))} deliveries/s
      </span>}
      {node && node.p99 !== null && (
        <span>publish to viewer {formatNumber(node.p99, { decimals: node.p99 < 10 ? 1 : 0 })} ms (p99)</span>
      )}
      {children}
      <ZoneChoice />
    </footer>
  );
}

function count(number: number, word: string): string {
  return `${formatNumber(number)} ${word}${number === 1 ? "" : "s"}`;
}
