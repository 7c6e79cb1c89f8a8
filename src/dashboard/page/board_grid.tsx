import type { ReactElement } from "react";
import { ActionsProvider } from "../action/actions.tsx";
import { useDescription } from "../api/boards.ts";
import { useLink } from "../event/link_state.ts";
import { Announcer } from "../shell/announcer.tsx";
import { useSessionOfBoard } from "../shell/session_of_board.ts";
import { WidgetView } from "../widget/widget_view.tsx";
import { BoardControls } from "./board_controls.tsx";
import { DashboardContract } from "./dashboard_contract.tsx";
import { PriceSymbols } from "./price_symbols.tsx";
import { TutoringContract } from "./tutoring_contract.tsx";

/** The title, the controls and the widgets of a board, on twelve columns. */
export function BoardGrid(): ReactElement {
  const { title, view, name } = useDescription();
  const { name: link } = useLink();
  useSessionOfBoard();
  const isOld = link === "lost" || link === "refused";
  return (
    <div className="board-page" data-link={link}>
      <Announcer title={title} />
      <div className="page-title board-title">
        <h1>
          {title} {name === "dashboard" && <DashboardContract />}
        </h1>
        <BoardControls />
      </div>
      {name === "prices" && <PriceSymbols />}
      <ActionsProvider>
        <div className={`grid ${isOld ? "old" : ""}`}>
          {view.map((widget, at) => (
            <div key={at} className="cell" data-size={widget.size}>
              <WidgetView widget={widget} />
            </div>
          ))}
        </div>
      </ActionsProvider>
      {name === "tutoring" && <TutoringContract />}
      {view.length === 0 && (
        <p className="card notice">The board "{name}" declares no view: give it widgets.</p>
      )}
    </div>
  );
}
