import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from "react";

const Second = createContext(0);

/** Has all ages below it tick at once, once a second. */
export function SecondProvider({ children }: { children?: ReactNode }): ReactElement {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return createElement(Second.Provider, { value: now }, children);
}

/** The time, in ms since 1970, which goes on once a second. */
export function useSecond(): number {
  return Math.max(useContext(Second), 0);
}
