import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactElement,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { moveInGrid } from "../grid_keys.ts";
import type { Entry } from "./feed_entries.ts";
import { FeedItem } from "./feed_item.tsx";

/** How high an entry is, in px; on a wall, where people stand further away. */
const ITEM = 54;
const WALL_ITEM = 76;

/** What is written of an entry. */
export interface EntryWords {
  readonly text: string;
  readonly detail: string;
  readonly age: string;
  readonly time: string;
  /** The place of its event among those of the widget. */
  readonly event: number;
}

/** What can be asked of a {@link FeedList}. */
export interface FeedListHandle {
  /** Shows the newest, and lets go of what was read. */
  toTop(): void;
}

/** The entries of a feed, of which only those that one sees are in the page. */
export function FeedList(
  { label, entries, isWall, handle, wordsOf, onHold, onOpen }: {
    label: string;
    entries: readonly Entry[];
    isWall: boolean;
    handle: Ref<FeedListHandle>;
    wordsOf: (entry: Entry) => EntryWords;
    /** Told whether somebody reads, so that nothing may move. */
    onHold: (isHeld: boolean) => void;
    onOpen: (entry: Entry) => void;
  },
): ReactElement {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAway, setAway] = useState(false);
  const [active, setActive] = useState<Entry | null>(null);
  const height = isWall ? WALL_ITEM : ITEM;
  const estimateSize = useCallback(() => height, [height]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    overscan: 4,
  });
  useLayoutEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  useEffect(() => onHold(isAway || active !== null), [isAway, active !== null]);

  useImperativeHandle(handle, () => ({ toTop }));

  function open(entry: Entry): void {
    setActive(entry);
    onOpen(entry);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = active ? entries.indexOf(active) : -1;
    if (event.key === "Enter" && active) {
      // Otherwise the same Enter would press the button of the dialog that it opens.
      event.preventDefault();
      return open(active);
    }
    if (event.key === "Escape") return toTop();
    const page = Math.max(1, Math.floor(scroller.current!.clientHeight / height) - 1);
    const next = moveInGrid(event, { row, column: 0 }, { rows: entries.length, columns: 1, page });
    if (!next || entries.length === 0) return;
    event.preventDefault();
    setActive(entries[next.row]!);
    virtual.scrollToIndex(next.row);
  }

  function toTop(): void {
    setActive(null);
    scroller.current!.scrollTop = 0;
  }

  const isActiveRendered = active !== null && items.some(({ index }) => entries[index] === active);
  return (
    <div
      ref={scroller}
      className="feed-scroller"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={isActiveRendered ? `${id}-${active.number}` : undefined}
      data-wall={isWall || undefined}
      onScroll={({ currentTarget }) => setAway(currentTarget.scrollTop > 4)}
      onBlur={() => setActive(null)}
      onKeyDown={onKeyDown}
    >
      <div className="feed-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const entry = entries[index];
          return entry && (
            <FeedItem
              key={entry.number}
              id={`${id}-${entry.number}`}
              entry={entry}
              index={index}
              count={entries.length}
              top={start}
              isActive={entry === active}
              onOpen={open}
              {...wordsOf(entry)}
            />
          );
        })}
      </div>
    </div>
  );
}
