import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { type CsvValue, writeCsv } from "./csv.ts";

/** What can be exported of a page. */
export interface Export {
  /** For the name of the file. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** What is seen of it at this moment; the first row has the names of the columns. */
  rows(): readonly (readonly CsvValue[])[];
}

const Exports = createContext<Set<Export> | null>(null);

/** Collects what the widgets below it have to export. */
export function ExportsProvider({ children }: { children?: ReactNode }): ReactElement {
  const [exports] = useState(() => new Set<Export>());
  return createElement(Exports.Provider, { value: exports }, children);
}

/** Everything that the page can export now, in the order in which its widgets came: read it when the menu is opened. */
export function useExports(): () => readonly Export[] {
  const exports = useContext(Exports);
  return () => [...exports ?? []];
}

/** Has the page export this, as long as the component is there. */
export function useExport(own: Export): void {
  const exports = useContext(Exports);
  const latest = useRef(own);
  useEffect(() => void (latest.current = own));
  const { name, title } = own;
  useEffect(() => {
    if (!exports) return;
    const offered = { name, title, rows: () => latest.current.rows() };
    exports.add(offered);
    return () => void exports.delete(offered);
  }, [exports, name, title]);
}

/** Has the browser save `exported` as `<board>-<name>-<time>.csv`. */
export function saveCsv(exported: Export, board: string, now: number = Date.now()): void {
  // Without the mark spreadsheets take UTF-8 for something else.
  const blob = new Blob(["\ufeff", writeCsv(exported.rows())], { type: "text/csv;charset=utf-8" });
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(board, exported.name, now);
  link.click();
  // The browser has begun to read it by then, in ms.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** `machines-temperatures-2026-11-30T14-05-12Z.csv` */
export function fileName(board: string, name: string, now: number): string {
  return `${board}-${name}-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}Z.csv`;
}
