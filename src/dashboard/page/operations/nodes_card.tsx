import type { ReactElement } from "react";
import type { OperationsSummary } from "../../api/operations.ts";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { OperationsCard, OperationsTable } from "./operations_card.tsx";

/** The nodes of this installation, each with what it does. */
export function NodesCard({ summary: { nodes, time } }: { summary: OperationsSummary }): ReactElement {
  return (
    <OperationsCard title="Nodes" size={4} aside={formatNumber(nodes.length)}>
      <OperationsTable label="Nodes" head={["Node", "Up", "Connections", "p99"]}>
        {nodes.map(({ id, version, started, here, load }) => (
          <tr key={id}>
            <th scope="row">
              {id} <span className="mute">· {version}{here && ", this one"}</span>
            </th>
            <td className="number">{formatAge(Math.max(0, time - started))}</td>
            <td className="number">{load ? formatNumber(load.connections) : "–"}</td>
            <td className="number">
              {typeof load?.p99 === "number" ? formatNumber(load.p99, { decimals: 1, unit: "ms" }) : "–"}
            </td>
          </tr>
        ))}
      </OperationsTable>
    </OperationsCard>
  );
}
