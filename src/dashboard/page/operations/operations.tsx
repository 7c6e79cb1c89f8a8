import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useEffect } from "react";
import { useAccount } from "../../api/account.ts";
import { type OperationsSummary, useOperations } from "../../api/operations.ts";
import { formatAge } from "../../settings/number_format.ts";
import { GroupsCard } from "./groups_card.tsx";
import { LoadTiles } from "./load_tiles.tsx";
import { NodesCard } from "./nodes_card.tsx";
import { PeersCard } from "./peers_card.tsx";
import { PollCost } from "./poll_cost.tsx";
import { RefusalsCard } from "./refusals_card.tsx";
import { SessionsCard } from "./sessions_card.tsx";
import { StepsCard } from "./steps_card.tsx";
import { TestMessage } from "./test_message.tsx";

/** How the server is doing, for admins. */
export function Operations(): ReactElement {
  const { data: account, isPending } = useAccount();
  useEffect(() => {
    document.title = "Operations · Boardcast";
  }, []);
  if (isPending) return <p className="mute" role="status">Loading …</p>;
  if (!account) return <Closed words="Operations are for admins: sign in to see them." signIn />;
  if (!account.roles.includes("admin")) {
    return <Closed words={`Operations show people, so they are for admins. ${account.name} is none.`} />;
  }
  return <OpenOperations />;
}

function Closed({ words, signIn = false }: { words: string; signIn?: boolean }): ReactElement {
  return (
    <>
      <div className="page-title">
        <h1>Operations</h1>
      </div>
      <div className="card">
        <p>{words}</p>
        {signIn && (
          <p className="ops-closed">
            <a className="button primary" href="/login/?next=/operations">Sign in</a>
          </p>
        )}
      </div>
    </>
  );
}

function OpenOperations(): ReactElement {
  const { data, error, dataUpdatedAt } = useOperations<OperationsSummary>("", 3_000);
  return (
    <>
      <div className="page-title board-title">
        <div>
          <h1>Operations</h1>
          <p>{data ? wordsOf(data.value) : "Asking the server …"}</p>
        </div>
        <TestMessage />
      </div>
      {error && <Problem reason={error.message} since={dataUpdatedAt} />}
      {data?.value.backend.problem && (
        <p className="card ops-problem" role="alert">
          ✕ The backend cannot keep anything: {data.value.backend.problem}
        </p>
      )}
      <div className={error ? "ops grid old" : "ops grid"}>
        {data && <LoadTiles summary={data.value} />}
        <GroupsCard />
        {data && <StepsCard latency={data.value.latency} />}
        <PeersCard />
        <RefusalsCard />
        <SessionsCard />
        {data && <NodesCard summary={data.value} />}
      </div>
      <PollCost />
    </>
  );
}

/** What is shown stays, and is said to be old. */
function Problem({ reason, since }: { reason: string; since: number }): ReactElement {
  const queries = useQueryClient();
  return (
    <div className="card ops-problem" role="alert">
      <span>
        <span aria-hidden="true">✕</span> {reason}
        {since > 0 && `. What is shown is ${formatAge(Date.now() - since)} old`}
      </span>
      <button
        type="button"
        className="button"
        onClick={() => void queries.invalidateQueries({ queryKey: ["operations"] })}
      >
        Try now
      </button>
    </div>
  );
}

function wordsOf({ nodes, backend, people }: OperationsSummary): string {
  const others = nodes.length - 1;
  const which = others === 0 ? "One node" : `This node and ${others} ${others === 1 ? "other" : "others"}`;
  return `${which}, on the backend ${backend.name}; ${people} ${
    people === 1 ? "person" : "people"
  } connected here`;
}
