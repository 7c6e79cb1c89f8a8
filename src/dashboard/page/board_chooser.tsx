import { Button, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { BoardBasics } from "../api/boards.ts";
import { useAddress } from "../settings/address.ts";
import { PageLink } from "../shell/page_link.tsx";
import { boardAddresses, parameterNames } from "./board_address.ts";

/** Asks which of a board's addresses is meant: which school, which site. */
export function BoardChooser({ board }: { board: BoardBasics }): ReactElement {
  const { pathname } = useAddress();
  const names = parameterNames(board);
  const addresses = boardAddresses(board);
  // Nobody lists all that there are to whoever may see all of them.
  const isOpenToMore = addresses.length === 0 || addresses.length < board.paths.length;
  return (
    <>
      <div className="page-title">
        <h1>{board.title}</h1>
        <p>Which {names.join(" and ")}?</p>
      </div>
      <ul className="choices">
        {addresses.map(({ path, parameters }) => (
          <li key={path}>
            <PageLink className="card choice" href={`${pathname}?${new URLSearchParams(parameters)}`}>
              {Object.entries(parameters).map(([name, value]) => (
                <span key={name}>
                  {name} <strong>{value}</strong>
                </span>
              ))}
            </PageLink>
          </li>
        ))}
      </ul>
      {isOpenToMore && (
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
