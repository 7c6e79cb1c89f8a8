import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { useAccount } from "../api/account.ts";

/** Who is signed in, and the way out; or the way in. */
export function AccountMenu(): ReactElement | null {
  const { data: account } = useAccount();
  if (account === undefined) return null;
  if (account === null) {
    const next = encodeURIComponent(location.pathname + location.search);
    return <a className="button" href={`/login/?next=${next}`}>Sign in</a>;
  }
  const { name, roles } = account;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button className="avatar" type="button" aria-label={`Account of ${name}`}>
          {name.slice(0, 2).toUpperCase()}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <strong className="account-name">{name}</strong>
          <span className="account-roles">{roles.join(", ").replaceAll("_", " ")}</span>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component="a" href="/test_websocket.html">Connection test</Menu.Item>
        <form method="post" action="/auth/logout/">
          <Menu.Item component="button" type="submit" closeMenuOnClick={false}>Sign out</Menu.Item>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
