import { type ReactElement, useEffect, useState } from "react";

/** A viewer types faster than the address need change: a pause of so many ms. */
const PAUSE = 200;

/** A field to search in a widget, and how much there is. */
export function SearchField(
  { value, label, count, onChange }: {
    value: string;
    label: string;
    /** How much there is, in words. */
    count: string;
    onChange: (value: string) => void;
  },
): ReactElement {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="search">
      <span className="count">{count}</span>
      <input
        type="search"
        value={text}
        placeholder="Search"
        aria-label={label}
        maxLength={100}
        onChange={({ target }) => setText(target.value)}
      />
    </span>
  );
}
