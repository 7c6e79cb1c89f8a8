import { Modal } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { type PeerExplanation, type PeerRow, useOperations } from "../../api/operations.ts";
import { formatNumber } from "../../settings/number_format.ts";
import { OperationsCard, OperationsTable } from "./operations_card.tsx";

interface Peers {
  readonly peers: readonly PeerRow[];
  readonly connections: number;
  readonly examined: number;
}

/** The connections that are the furthest behind. */
export function PeersCard(): ReactElement {
  const { data, error } = useOperations<Peers>("/peers?limit=10", 3_000);
  const [explained, setExplained] = useState<string | null>(null);
  const { peers = [], connections = 0, examined = 0 } = data?.value ?? {};
  const sample = examined < connections
    ? `, ${formatNumber(examined)} of ${formatNumber(connections)} looked at`
    : "";
  return (
    <OperationsCard title="Slowest peers" size={6} error={error} aside={`by oldest unsent${sample}`}>
      {peers.length === 0
        ? <p className="mute">Every peer that was looked at has all that was published.</p>
        : (
          <OperationsTable
            label="Slowest peers"
            head={["Identity", "Board", "Waiting", "Behind", "Explanation"]}
          >
            {peers.map(({ id, subject, remote, board, waiting, behind }) => (
              <tr key={id}>
                <th scope="row">
                  {subject ?? "nobody"} <span className="mute">· {remote}</span>
                </th>
                <td>{board}</td>
                <td className="number">{formatNumber(waiting / 1024, { decimals: 0, unit: "KiB" })}</td>
                <td className={behind > 5_000 ? "number down" : "number"}>
                  {formatNumber(behind / 1000, { decimals: 1, unit: "s" })}
                </td>
                <td>
                  <button type="button" className="button" onClick={() => setExplained(id)}>Explain</button>
                </td>
              </tr>
            ))}
          </OperationsTable>
        )}
      {explained !== null && <Explanation id={explained} onClose={() => setExplained(null)} />}
    </OperationsCard>
  );
}

function Explanation({ id, onClose }: { id: string; onClose: () => void }): ReactElement {
  const { data, error } = useOperations<PeerExplanation>(`/peers/${id}`, 3_000);
  const peer = data?.value;
  return (
    <Modal
      opened
      onClose={onClose}
      title={peer ? `Why ${peer.subject ?? "this peer"} lags` : "Why it lags"}
      size="lg"
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && <p className="ops-error">{error.message}</p>}
      <ul className="ops-reasons">{peer?.reasons.map((reason) => <li key={reason}>{reason}.</li>)}</ul>
      {peer && (
        <OperationsTable label="Its groups" head={["Group", "Sent", "Newest", "Waiting", "Skipped"]}>
          {peer.groups.map(({ group, offset, newest, waiting, skipped }) => (
            <tr key={group}>
              <th scope="row">{group}</th>
              <td className="number">{formatNumber(offset)}</td>
              <td className="number">{formatNumber(newest)}</td>
              <td className="number">{formatNumber(waiting)}</td>
              <td className="number">{formatNumber(skipped)}</td>
            </tr>
          ))}
        </OperationsTable>
      )}
      <p className="mute ops-note">Skipped: newer ones took their place, so it is never sent them.</p>
    </Modal>
  );
}
