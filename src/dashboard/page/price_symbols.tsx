import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useEffect, useMemo } from "react";
import { useBoard } from "../../client/react.ts";
import { getJson } from "../api/get_json.ts";
import { usePageState } from "../settings/page_state.tsx";

/** A new symbol is offered within this, in ms. */
const ASK_AGAIN = 30_000;

/** Which prices the page of the prices board follows: those of `symbols` in its address, or all that there are. */
export function PriceSymbols(): ReactElement | null {
  const { client } = useBoard();
  const { text, setText, isWall } = usePageState();
  const { data: known = [] } = useQuery({
    queryKey: ["symbols"],
    queryFn: readSymbols,
    refetchInterval: ASK_AGAIN,
  });
  const chosen = text("symbols")?.split(",") ?? known;
  const followed = chosen.join();
  useEffect(() => {
    const groups = followed.split(",").filter(Boolean).map((symbol) => `prices_${symbol}`);
    // What is refused is not shown: there is no such symbol.
    for (const group of groups) client.join(group).catch(() => {});
    return () => groups.forEach((group) => client.leave(group));
  }, [client, followed]);
  const offered = useMemo(() => [...new Set([...known, ...followed.split(",")])].filter(Boolean).sort(), [
    known,
    followed,
  ]);
  if (isWall) return null;

  function toggle(symbol: string): void {
    const next = chosen.includes(symbol) ? chosen.filter((one) => one !== symbol) : [...chosen, symbol];
    setText("symbols", next.length === 0 || next.length === known.length ? null : next.sort().join());
  }

  return (
    <div className="chips symbol-chips" role="group" aria-label="Symbols">
      {offered.map((symbol) => (
        <button
          key={symbol}
          type="button"
          className="chip"
          aria-pressed={chosen.includes(symbol)}
          onClick={() => toggle(symbol)}
        >
          {symbol}
        </button>
      ))}
    </div>
  );
}

async function readSymbols(): Promise<string[]> {
  const { symbols } = await getJson("/api/paper-trading/symbols/");
  return Array.isArray(symbols) ? symbols.map(String) : [];
}
