import type { ReactElement } from "react";
import { PageLink } from "../shell/page_link.tsx";

/** There is nothing at this address, or nothing that this viewer may see. */
export function NotFound({ what }: { what: string }): ReactElement {
  return (
    <div className="card notice">
      <span className="mark" aria-hidden="true">○</span>
      <h1>{what}</h1>
      <PageLink className="button" href="/">To the overview</PageLink>
    </div>
  );
}
