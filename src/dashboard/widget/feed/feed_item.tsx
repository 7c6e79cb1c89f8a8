import { memo, type ReactElement, useLayoutEffect, useRef } from "react";
import type { Entry } from "./feed_entries.ts";
import { levelOf, shapeOf } from "./grade.ts";

/** What an entry shows. */
export interface FeedItemProps {
  readonly id: string;
  readonly entry: Entry;
  readonly text: string;
  readonly detail: string;
  readonly age: string;
  /** The whole time, for who wants to know. */
  readonly time: string;
  /** The place of its event among those of the widget. */
  readonly event: number;
  readonly index: number;
  readonly count: number;
  /** Where it stands, in px. */
  readonly top: number;
  readonly isActive: boolean;
  readonly onOpen: (entry: Entry) => void;
}

/** What has just come is tinted for so long, in ms. */
const TINT = 1_200;
const RECENT = 500;

/** An entry of a feed. */
export const FeedItem = memo(function FeedItem(props: FeedItemProps): ReactElement {
  const { id, entry, text, detail, age, time, event, index, count, top, isActive, onOpen } = props;
  const level = levelOf(entry.severity);
  const item = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const isNew = entry.isAlone && performance.now() - entry.arrived < RECENT;
    if (!isNew || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    item.current!.animate([{ backgroundColor: "var(--accent-soft)" }, {}], { duration: TINT });
  }, [entry]);
  return (
    <div
      id={id}
      ref={item}
      role="option"
      aria-selected={isActive}
      aria-posinset={index + 1}
      aria-setsize={count}
      className="feed-item"
      data-active={isActive || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(entry)}
    >
      <span className="feed-icon" data-level={level} aria-hidden="true">{shapeOf(level, event)}</span>
      <span className="feed-words">
        {entry.severity !== null && <span className="visually-hidden">{entry.severity}:</span>}
        <span className="feed-text">{text}</span>
        <span className="feed-detail">{detail}</span>
      </span>
      <span className="row-age" title={time}>{age}</span>
    </div>
  );
});
