import type { AnchorHTMLAttributes, MouseEvent, ReactElement } from "react";
import { go } from "../settings/address.ts";

/** A link to another page of this application, which is shown without loading anew. */
export function PageLink(props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }): ReactElement {
  return <a {...props} onClick={(event) => follow(event, props.href)} />;
}

/** What opens a tab or a window of its own is left to the browser. */
function follow(event: MouseEvent, href: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href);
  scrollTo(0, 0);
}
