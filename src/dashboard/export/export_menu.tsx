import { Menu } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { type Export, useExports } from "./exports.tsx";
import { saveExport } from "./save_export.ts";

/** A menu of what is seen on the page, to be saved as files; `board` is in their names. */
export function ExportMenu({ board }: { board: string }): ReactElement {
  const read = useExports();
  const [exports, setExports] = useState<readonly Export[]>([]);
  return (
    <Menu
      position="bottom-end"
      withInitialFocusPlaceholder={false}
      withinPortal={false}
      onOpen={() => setExports(read())}
    >
      <Menu.Target>
        <button className="button" type="button">⤓ Export</button>
      </Menu.Target>
      <Menu.Dropdown>
        {exports.map((one, at) => (
          <Menu.Item key={at} onClick={() => void saveExport(one, board)}>
            {one.title} <span className="mute">{one.format.toUpperCase()}</span>
          </Menu.Item>
        ))}
        {exports.length === 0 && <Menu.Label>There is nothing to export</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
