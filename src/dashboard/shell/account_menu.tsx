import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { useAccount } from "../api/account.ts";

/** The id of the form that signs out. */
const SIGN_OUT = "sign-out";

/** Who is signed in, and the way out; or the way in. */
export function AccountMenu(): ReactElement | null {
  const { data: account } = useAccount();
  if (account === undefined) return null;
  if (account === null) {
    const next = encodeURIComponent(location.pathname + location.search);
    return <a className="button" href={`/login/?next=${next}`}>Sign in</a>;
  }
  const { name, roles } = account;
  const initials = name.slice(0, 2).toUpperCase();
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} width={220}>
      <Menu.Target>
        <button className="avatar" type="button" aria-label={`${initials}: account of ${name}`}>
          {initials}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <strong className="account-name">{name}</strong>
          <span className="account-roles">{roles.join(", ").replaceAll("_", " ")}</span>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component="a" href="/test_websocket.html">Connection test</Menu.Item>
        <Menu.Item component="button" type="submit" form={SIGN_OUT} closeMenuOnClick={false}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
      {/* A menu holds nothing but items. */}
      <form id={SIGN_OUT} method="post" action="/auth/logout/" hidden />
    </Menu>
  );
}
