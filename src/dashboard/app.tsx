import type { ReactElement } from "react";
import { BoardPage } from "./page/board_page.tsx";
import { NotFound } from "./page/not_found.tsx";
import { Overview } from "./page/overview/overview.tsx";
import { Operations } from "./page/operations/operations.tsx";
import { useAddress } from "./settings/address.ts";
import { Shell } from "./shell/shell.tsx";
import { StatusLine } from "./shell/status_line.tsx";

/** The page that the address names. */
export function App(): ReactElement {
  const { pathname } = useAddress();
  const board = boardOf(pathname);
  if (board !== null) return <BoardPage key={board} name={board} />;
  if (pathname === "/") return <Overview />;
  return (
    <Shell line={<StatusLine />}>
      {pathname === "/operations" ? <Operations /> : <NotFound what={`There is nothing at ${pathname}`} />}
    </Shell>
  );
}

/** The board whose page is at `pathname`. */
function boardOf(pathname: string): string | null {
  if (pathname === "/dashboard") return "tutoring";
  const name = /^\/boards\/([^/]+)$/.exec(pathname)?.[1];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
