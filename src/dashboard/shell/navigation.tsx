import type { ReactElement } from "react";
import { useAccount } from "../api/account.ts";
import { useBoards } from "../api/boards.ts";
import { useAddress } from "../settings/address.ts";
import { PageLink } from "./page_link.tsx";

/** The pages that this viewer may open. */
export function Navigation(): ReactElement {
  const { pathname } = useAddress();
  const { data: boards = [] } = useBoards();
  const { data: account } = useAccount();
  const pages = [
    ...account ? [["/", "Overview"] as const] : [],
    ...boards.filter(({ paths }) => paths.length > 0).map(({ name, title }) =>
      [boardPage(name), title] as const
    ),
    ...account?.roles.includes("admin") ? [["/operations", "Operations"] as const] : [],
  ];
  return (
    <nav className="bar-nav" aria-label="Pages">
      {pages.map(([href, title]) => (
        <PageLink key={href} href={href} aria-current={href === pathname ? "page" : undefined}>
          {title}
        </PageLink>
      ))}
    </nav>
  );
}

/** The address of a board's page. */
export function boardPage(name: string): string {
  return name === "tutoring" ? "/dashboard" : `/boards/${encodeURIComponent(name)}`;
}
