import type { ReactElement } from "react";
import { useDescription } from "../api/boards.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { AlertMenu } from "../shell/alert_menu.tsx";
import { enterWall } from "../shell/wall.ts";
import { usePageState } from "../settings/page_state.tsx";
import { formatAge } from "../settings/number_format.ts";

const WINDOWS = [60_000, 300_000, 900_000, 3_600_000];

/** How far back the page reaches, whether it is paused, and the way to the wall. */
export function BoardControls(): ReactElement | null {
  const { window, isPaused, isWall, set } = usePageState();
  const { name } = useDescription();
  if (isWall) return null;
  return (
    <div className="controls">
      <div className="segments" role="group" aria-label="Time window">
        {WINDOWS.map((ms) => (
          <button
            key={ms}
            type="button"
            aria-pressed={window === ms}
            onClick={() => set({ window: window === ms ? null : ms })}
          >
            {formatAge(ms)}
          </button>
        ))}
      </div>
      <button
        className="button"
        type="button"
        aria-pressed={isPaused}
        onClick={() => set({ isPaused: !isPaused })}
      >
        {isPaused ? "▶ Go on" : "❚❚ Pause"}
      </button>
      <button className="button" type="button" onClick={() => enterWall(set)}>▢ Wall</button>
      <AlertMenu />
      <ExportMenu board={name} />
    </div>
  );
}
