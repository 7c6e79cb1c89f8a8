import { type ReactElement, useState } from "react";
import { type GroupRow, useOperations } from "../../api/operations.ts";
import { useSecond } from "../../event/second.ts";
import { usePageState } from "../../settings/page_state.tsx";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { SearchField } from "../../widget/search_field.tsx";
import { OperationsCard, OperationsTable } from "./operations_card.tsx";

const LIMIT = 10;
const ORDERS = [["members", "viewers"], ["rate", "rate"], ["name", "name"]] as const;

/** The groups, a page at a time, with how fresh they are. */
export function GroupsCard(): ReactElement {
  const { text, setText } = usePageState();
  const [sort, prefix] = [text("sort") ?? "members", text("group") ?? ""];
  const [offset, setOffset] = useState(0);
  const query = new URLSearchParams({ sort, prefix, offset: String(offset), limit: String(LIMIT) });
  const { data, error } = useOperations<{ groups: GroupRow[]; matching: number }>(`/groups?${query}`, 3_000);
  const { groups = [], matching = 0 } = data?.value ?? {};
  return (
    <OperationsCard
      title="Groups"
      size={8}
      error={error}
      aside={
        <SearchField
          value={prefix}
          label="Groups that begin with"
          count={`${formatNumber(matching)} ${matching === 1 ? "group" : "groups"}`}
          onChange={(value) => {
            setOffset(0);
            setText("group", value);
          }}
        />
      }
    >
      <div className="segments ops-order" role="group" aria-label="Order">
        {ORDERS.map(([order, words]) => (
          <button
            key={order}
            type="button"
            aria-pressed={order === sort}
            onClick={() => {
              setOffset(0);
              setText("sort", order === "members" ? "" : order);
            }}
          >
            by {words}
          </button>
        ))}
      </div>
      <OperationsTable label="Groups" head={["Group", "Viewers", "In / s", "Freshness", "Last"]}>
        {groups.map((row) => <Row key={row.group} row={row} />)}
      </OperationsTable>
      {data && groups.length === 0 && <p className="mute">No group begins with that.</p>}
      {matching > LIMIT && (
        <div className="button-row ops-pages">
          <button
            type="button"
            className="button"
            disabled={offset === 0}
            onClick={() => setOffset(offset - LIMIT)}
          >
            Before
          </button>
          <button
            type="button"
            className="button"
            disabled={offset + LIMIT >= matching}
            onClick={() => setOffset(offset + LIMIT)}
          >
            Next
          </button>
        </div>
      )}
    </OperationsCard>
  );
}

function Row({ row: { group, viewers, rate, freshness, published } }: { row: GroupRow }): ReactElement {
  const now = useSecond();
  return (
    <tr>
      <th scope="row">{group}</th>
      <td className="number">{formatNumber(viewers)}</td>
      <td className="number">{rate === null ? "–" : formatNumber(rate, { decimals: 1 })}</td>
      <td>
        <Pill freshness={freshness} />
      </td>
      <td className="number mute">{published === null ? "–" : formatAge(Math.max(0, now - published))}</td>
    </tr>
  );
}

const MARKS = { fresh: "●", late: "◷", silent: "○" } as const;

function Pill({ freshness }: { freshness: GroupRow["freshness"] }): ReactElement {
  if (!freshness) return <span className="mute">no promise</span>;
  const { status, keys, cause } = freshness;
  const isKey = status === "fresh" && keys !== "fresh";
  const shown = isKey ? keys : status;
  const words = isKey ? `some keys ${keys}` : status;
  return (
    <span className="ops-pill" data-status={shown}>
      <span aria-hidden="true">{MARKS[shown]}</span> {cause === null ? words : `${words}: ${cause}`}
    </span>
  );
}
