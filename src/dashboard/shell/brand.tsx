import type { ReactElement } from "react";
import { PageLink } from "./page_link.tsx";

/** The name of the program, which leads to the overview. */
export function Brand(): ReactElement {
  return (
    <PageLink className="brand" href="/">
      <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect x="3" y="17" width="7" height="12" rx="2" />
        <rect x="12.5" y="10" width="7" height="19" rx="2" />
        <rect x="22" y="3" width="7" height="26" rx="2" />
      </svg>
      <span>Boardcast</span>
    </PageLink>
  );
}
