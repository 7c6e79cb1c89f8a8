import type { ReactElement } from "react";
import type { Widget } from "../../protocol/view.ts";
import { useDescription } from "../api/boards.ts";
import { publishExample } from "./publish_example.ts";

/** Says what is missing, and shows the command that publishes it. */
export function PublishHint(
  { missing, widget, event }: { missing: string; widget: Widget; event: string },
): ReactElement {
  const board = useDescription();
  return (
    <div className="empty">
      <p>
        <span aria-hidden="true">○</span> {missing}
      </p>
      <details>
        <summary>How to publish one</summary>
        <code className="command">{publishExample(board, widget, event)}</code>
      </details>
    </div>
  );
}
