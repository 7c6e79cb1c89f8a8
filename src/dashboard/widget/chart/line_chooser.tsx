import { Popover } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { MOST_LINES } from "./line_style.ts";

/** A longer list nobody reads: who looks for more searches. */
const MOST_FOUND = 100;

interface ChooserProps {
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  /** Takes other lines; `null` for the usual ones. */
  readonly onChoose: (names: readonly string[] | null) => void;
}

/** Tells how many lines are left out, and lets one choose which are shown. */
export function LineChooser(props: ChooserProps): ReactElement {
  const { names, chosen } = props;
  return (
    <Popover position="bottom-start" shadow="md" withinPortal={false} trapFocus>
      <Popover.Target>
        <button type="button" className="chart-choose">
          {chosen.length} of {names.length} lines <span aria-hidden="true">▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="chart-chooser" aria-label="Lines that are shown">
        <Choices {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ names, chosen, onChoose }: ChooserProps): ReactElement {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = names.filter((name) => name.toLowerCase().includes(wanted));
  const isFull = chosen.length >= MOST_LINES;
  const toggle = (name: string) =>
    onChoose(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return (
    <div className="chart-choices">
      <input
        type="search"
        placeholder="Search lines"
        aria-label="Search lines"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <ul>
        {found.slice(0, MOST_FOUND).map((name) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                disabled={isFull && !chosen.includes(name)}
                onChange={() => toggle(name)}
              />
              {name}
            </label>
          </li>
        ))}
      </ul>
      <p className="chart-choices-note">
        {found.length > MOST_FOUND ? `${found.length - MOST_FOUND} more: search. ` : ""}
        {isFull ? `No more than ${MOST_LINES} at once.` : ""}
      </p>
      <button type="button" className="button" onClick={() => onChoose(null)}>The usual ones</button>
    </div>
  );
}
