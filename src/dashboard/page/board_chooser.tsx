import { Button, TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";
import type { BoardDescription } from "../api/boards.ts";
import { useAddress } from "../settings/address.ts";
import { formatNumber } from "../settings/number_format.ts";
import { PageLink } from "../shell/page_link.tsx";
import { SearchField } from "../widget/search_field.tsx";
import { searchText } from "../widget/search_text.ts";
import { parameterNames } from "./board_address.ts";
import { type BoardChoice, boardChoices, isOpenToMore } from "./board_choices.ts";

/** More than can be seen at a glance can be searched in. */
const MANY = 12;

/** Asks which of a board's addresses is meant: which school, which site. */
export function BoardChooser({ board }: { board: BoardDescription }): ReactElement {
  const { pathname } = useAddress();
  const [search, setSearch] = useState("");
  const names = parameterNames(board);
  const choices = boardChoices(board);
  const found = choices.filter(({ name, detail }) =>
    searchText(`${name} ${detail}`).includes(searchText(search))
  );
  return (
    <>
      <div className="page-title">
        <h1>{board.title}</h1>
        <p>Which {names.join(" and ")}?</p>
      </div>
      {choices.length > MANY && (
        <SearchField
          value={search}
          label={`Search in ${board.title}`}
          count={`${formatNumber(found.length)} of ${formatNumber(choices.length)}`}
          onChange={setSearch}
        />
      )}
      <ul className="choices">
        {found.map((choice) => (
          <Choice key={choice.name + choice.detail} pathname={pathname} choice={choice} />
        ))}
      </ul>
      {found.length === 0 && search !== "" && (
        <p className="nothing-found">
          None is called “{search}”.{" "}
          <button
            type="button"
            className="quiet"
            onClick={() => setSearch("")}
          >
            Show all
          </button>
        </p>
      )}
      {isOpenToMore(board) && (
        <form className="card choice-form" action={pathname}>
          {names.map((name) => (
            <TextInput key={name} name={name} label={name} required withAsterisk={false} />
          ))}
          <Button type="submit">Open</Button>
        </form>
      )}
    </>
  );
}

function Choice({ pathname, choice }: { pathname: string; choice: BoardChoice }): ReactElement {
  const { parameters, name, detail } = choice;
  return (
    <li>
      <PageLink className="card choice" href={`${pathname}?${new URLSearchParams(parameters)}`}>
        <strong>{name}</strong>
        {detail !== null && <span className="choice-detail">{detail}</span>}
      </PageLink>
    </li>
  );
}
