import type { ReactElement, ReactNode } from "react";
import { usePageState } from "../settings/page_state.tsx";
import { AccountMenu } from "./account_menu.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { SessionBanner } from "./session_banner.tsx";
import { ThemeSwitch } from "./theme_switch.tsx";
import { useWall } from "./wall.ts";

/** What stands around a page. */
export interface ShellProps {
  /** How the connection is, in the header. */
  readonly badge?: ReactNode;
  /** Over the page when something is wrong with it as a whole. */
  readonly banner?: ReactNode;
  /** The line at the bottom. */
  readonly line: ReactNode;
  readonly children: ReactNode;
}

/** The header with the navigation, the page, and the line at the bottom; on a wall nothing that can be pressed. */
export function Shell({ badge, banner, line, children }: ShellProps): ReactElement {
  const { isWall } = usePageState();
  useWall();
  return (
    <>
      <a className="skip-link" href="#page">Skip to the page</a>
      <header className="bar">
        {!isWall && <Brand />}
        {!isWall && <Navigation />}
        <div className="bar-end">
          {badge}
          {!isWall && <ThemeSwitch />}
          {!isWall && <AccountMenu />}
        </div>
      </header>
      {banner}
      <SessionBanner />
      <main className="page" id="page" tabIndex={-1}>{children}</main>
      {line}
    </>
  );
}
