import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { type Preference, usePreference } from "../settings/preferences.ts";
import { beep } from "./beep.ts";

/** Chooses how this browser tells of what is late, silent or critical. */
export function AlertMenu(): ReactElement {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal={false}>
      <Menu.Target>
        <button className="button" type="button">♪ Alerts</button>
      </Menu.Target>
      <Menu.Dropdown>
        <Choice name="title-alert">Count in the title of the tab</Choice>
        <Choice name="sound-alert" onChosen={beep}>Sound</Choice>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice(
  { name, onChosen, children }: { name: Preference; onChosen?: () => void; children: string },
): ReactElement {
  const [isOn, set] = usePreference(name);

  function change(isWanted: boolean): void {
    set(isWanted);
    if (isWanted) onChosen?.();
  }

  return <Menu.CheckboxItem checked={isOn} onChange={change}>{children}</Menu.CheckboxItem>;
}
