import { type ReactElement, useEffect } from "react";
import { useAccount } from "../../api/account.ts";
import { useTimeFormat } from "../../settings/time_format.ts";
import { Shell } from "../../shell/shell.tsx";
import { useSession } from "../../shell/session.ts";
import { StatusLine } from "../../shell/status_line.tsx";
import { BoardList } from "./board_list.tsx";
import { InvitationsCard } from "./invitations_card.tsx";
import { OwnBadge } from "./own_badge.tsx";
import { OwnBanner } from "./own_banner.tsx";
import { useOwnDashboard } from "./own_dashboard.ts";
import { PublishCard } from "./publish_card.tsx";
import { ScoreTile } from "./score_tile.tsx";
import { useScores } from "./scores.ts";

/** The boards that one may open, and one's own score. */
export function Overview(): ReactElement {
  const { data: account } = useAccount();
  const { endedAt } = useSession();
  const own = useOwnDashboard(Boolean(account));
  const scores = useScores(own);
  const { clock } = useTimeFormat();
  const mayPublish = account?.roles.some((role) => role === "admin" || role === "publisher");
  useEffect(() => {
    document.title = "Overview · Boardcast";
  }, []);
  return (
    <Shell
      badge={<OwnBadge own={own} />}
      banner={endedAt === null && <OwnBanner own={own} />}
      line={<StatusLine />}
    >
      <div className="page-title">
        <h1>Boards</h1>
        <p>What you may open, and the score that is live for you now.</p>
      </div>
      <div className="columns">
        <section className="boards" aria-label="Boards">
          <BoardList />
        </section>
        <aside className="live" aria-label="Live">
          <InvitationsCard isSignedIn={Boolean(account)} />
          <ScoreTile scores={scores} isOld={own.name === "lost"} />
          <article className="card">
            <div className="card-title">
              <h2>This connection</h2>
            </div>
            <dl className="facts">
              <div>
                <dt>Board</dt>
                <dd className="code">/ws/dashboard/</dd>
              </div>
              <div>
                <dt>Group</dt>
                <dd className="code" id="fact-group">{own.group ?? "–"}</dd>
              </div>
              <div>
                <dt>Connected</dt>
                <dd>{own.name === "live" && own.since ? clock(own.since) : "–"}</dd>
              </div>
            </dl>
          </article>
          {mayPublish && own.group && <PublishCard group={own.group} />}
        </aside>
      </div>
    </Shell>
  );
}
