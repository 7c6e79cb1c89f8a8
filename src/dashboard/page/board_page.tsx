import { type ReactElement, useMemo } from "react";
import { BoardProvider } from "../../client/react.ts";
import { type BoardDescription, Described, useBoardDescription } from "../api/boards.ts";
import { RequestError } from "../api/get_json.ts";
import { AlertsProvider } from "../event/alerts.ts";
import { GapsProvider } from "../event/gaps.ts";
import { LinkProvider } from "../event/link_state.ts";
import { ServerClockProvider } from "../event/server_clock.ts";
import { ExportsProvider } from "../export/exports.tsx";
import { useAddress } from "../settings/address.ts";
import { Shell } from "../shell/shell.tsx";
import { BoardLine } from "../shell/board_line.tsx";
import { ConnectionBadge } from "../shell/connection_badge.tsx";
import { LostBanner } from "../shell/lost_banner.tsx";
import { StatusLine } from "../shell/status_line.tsx";
import { chosenPath, parametersOf } from "./board_address.ts";
import { BoardChooser } from "./board_chooser.tsx";
import { BoardGrid } from "./board_grid.tsx";
import { NotFound } from "./not_found.tsx";

/** A server that says nothing for 10 s is lost: nobody looks at old data for longer in the belief that it is live. */
const WATCHFUL = { heartbeat: 10_000 };

/** The page of the board `name`: which of its addresses it is of, and then its widgets. */
export function BoardPage({ name }: { name: string }): ReactElement {
  const { data: description, error } = useBoardDescription(name);
  const { searchParams } = useAddress();
  // Somebody else may have signed in, who may see nothing of it.
  if (error && (!description || (error instanceof RequestError && error.status === 404))) {
    return (
      <Shell line={<StatusLine />}>
        <NotFound what={wordsOf(error)} />
      </Shell>
    );
  }
  if (!description) {
    return (
      <Shell line={<StatusLine />}>
        <p className="mute" role="status">Loading the board …</p>
      </Shell>
    );
  }
  const path = chosenPath(description, searchParams);
  if (path === null) {
    return (
      <Shell line={<StatusLine />}>
        <BoardChooser board={description} />
      </Shell>
    );
  }
  return <LiveBoard key={path} path={path} description={description} />;
}

function LiveBoard({ path, description }: { path: string; description: BoardDescription }): ReactElement {
  const described = useMemo(
    () => ({ ...description, parameters: parametersOf(path, description.endpoints) }),
    [path, description],
  );
  return (
    <Described.Provider value={described}>
      <BoardProvider board={path} options={WATCHFUL}>
        <LinkProvider>
          <ServerClockProvider>
            <GapsProvider>
              <AlertsProvider>
                <ExportsProvider>
                  <Shell badge={<ConnectionBadge />} banner={<LostBanner />} line={<BoardLine />}>
                    <BoardGrid />
                  </Shell>
                </ExportsProvider>
              </AlertsProvider>
            </GapsProvider>
          </ServerClockProvider>
        </LinkProvider>
      </BoardProvider>
    </Described.Provider>
  );
}

function wordsOf(error: Error): string {
  return error instanceof RequestError ? error.message : "The server cannot be reached";
}
