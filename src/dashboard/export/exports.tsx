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

/** What can be exported of a page. */
export interface Export {
  /** For the name of the file. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly format: "csv" | "png";
  /** What is seen of it at this moment. */
  file(): Blob | Promise<Blob>;
}

const Exports = createContext<Set<Export> | null>(null);

/** Collects what the widgets below it have to export. */
export function ExportsProvider({ children }: { children?: ReactNode }): ReactElement {
  const [exports] = useState(() => new Set<Export>());
  return createElement(Exports.Provider, { value: exports }, children);
}

/** Reads what the page can export at this moment, in the order in which its widgets came. */
export function useExports(): () => readonly Export[] {
  const exports = useContext(Exports);
  return () => [...exports ?? []];
}

/** Has the page offer this to be exported, as long as the component is there. */
export function useExport(own: Export): void {
  const exports = useContext(Exports);
  const latest = useRef(own);
  useEffect(() => void (latest.current = own));
  const { name, title, format } = own;
  useEffect(() => {
    if (!exports) return;
    const offered = { name, title, format, file: () => latest.current.file() };
    exports.add(offered);
    return () => void exports.delete(offered);
  }, [exports, name, title, format]);
}
