import type { ReactElement } from "react";
import { type BoardSummary, useBoards } from "../../api/boards.ts";
import { RequestError } from "../../api/get_json.ts";
import { formatNumber } from "../../settings/number_format.ts";
import { boardPage } from "../../shell/navigation.tsx";
import { PageLink } from "../../shell/page_link.tsx";
import { boardAddresses, parameterNames } from "../board_address.ts";

/** How often it is asked who watches, in ms. */
const EVERY = 5_000;

/** How fresh a board is, each with its shape. */
const FRESHNESS = { fresh: "● fresh", late: "◷ late", silent: "○ silent" } as const;

/** The boards that one may open, and how many watch each now. */
export function BoardList(): ReactElement {
  const { data: boards, error, refetch } = useBoards(EVERY);
  if (!boards && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!boards) return <p className="card notice" role="status">Loading the boards …</p>;
  if (boards.length === 0) {
    return (
      <p className="card notice">
        <span className="mark" aria-hidden="true">○</span>
        <span>
          <strong>No board is open to you yet.</strong> Ask an administrator for a role.
        </span>
      </p>
    );
  }
  return (
    <ul className="board-list" aria-label="Boards">
      {boards.map((board) => <BoardCard key={board.name} board={board} />)}
    </ul>
  );
}

function BoardCard({ board }: { board: BoardSummary }): ReactElement {
  const { title, name, viewers, rate, freshness, paths, endpoints, events } = board;
  return (
    <li>
      <PageLink className="card board" data-freshness={freshness ?? undefined} href={boardPage(name)}>
        <span className="card-title">
          <h2>{title}</h2>
          {freshness !== null && <span className="age">{FRESHNESS[freshness]}</span>}
        </span>
        <p className="board-viewers">
          <span className="figure-value">{formatNumber(viewers)}</span> {viewers === 1 ? "viewer" : "viewers"}
          {" "}
          now{rate !== null && ` · ${formatNumber(rate, { decimals: rate < 10 ? 1 : 0 })} messages/s`}
        </p>
        <p className="board-path">{whichWords(board)}</p>
        <p className="board-path">
          <code>{readable(paths.length === 1 ? paths[0]! : endpoints[0] ?? "")}</code>
        </p>
        <p className="board-events">{events.filter((event) => event !== "*").join(" · ") || "any event"}</p>
      </PageLink>
    </li>
  );
}

/** Of how many schools, sites or the like it is. */
function whichWords(board: BoardSummary): string {
  const names = parameterNames(board).join(" and ");
  const count = boardAddresses(board).length;
  if (!names) return "";
  if (count === 0) return `of any ${names}`;
  return count === 1 ? `of one ${names}` : `of ${count}: one per ${names}`;
}

/** A URL pattern with its parameters in braces: `/ws/schools/:school(…)/` is `/ws/schools/{school}/`. */
function readable(pattern: string): string {
  return pattern.replace(/:(\w+)(\([^)]*\))?/g, "{$1}");
}

function Failed({ error, onRetry }: { error: Error; onRetry: () => void }): ReactElement {
  const why = error instanceof RequestError ? error.message : "The server cannot be reached.";
  return (
    <div className="card notice" role="alert">
      <span className="mark failed" aria-hidden="true">✕</span>
      <span>
        <strong>The boards could not be loaded.</strong> {why}
      </span>
      <button className="button" type="button" onClick={onRetry}>Try again</button>
    </div>
  );
}
