import type { ReactElement, ReactNode } from "react";
import { useId } from "react";
import type { Freshness } from "../../client/board_state.ts";
import type { Widget } from "../../protocol/view.ts";
import { useDescription } from "../api/boards.ts";
import { useAlert } from "../event/alerts.ts";
import { freshnessWords } from "../event/freshness_words.ts";
import { useLastTime } from "../event/last_time.ts";
import { useLink } from "../event/link_state.ts";
import { useSecond } from "../event/second.ts";
import { useServerClock } from "../event/server_clock.ts";
import type { Where } from "../event/where.ts";
import { useWorstFreshness } from "../event/worst_freshness.ts";
import { formatAge } from "../settings/number_format.ts";
import { usePageState } from "../settings/page_state.tsx";
import { PublishHint } from "./publish_hint.tsx";

/** What a card shows around a widget. */
export interface CardProps {
  readonly widget: Widget;
  /** Default: that of the widget, or its event. */
  readonly title?: string;
  readonly events: readonly string[];
  /** What can be pressed, at the right of the title. */
  readonly controls?: ReactNode;
  /** What is wrong with the widget, such as a path that matches nothing. */
  readonly problem?: string | null;
  /** What is missing, when there is nothing to show. */
  readonly empty?: string | null;
  readonly children: ReactNode;
}

const MARKS = { fresh: "", late: "◷", silent: "○" } as const;

/** The frame of a widget: its title, its age, and in words what is wrong with what it shows. */
export function WidgetCard(
  { widget, title, events, controls, problem, empty, children }: CardProps,
): ReactElement {
  const id = useId();
  const where = whereOf(widget);
  const freshness = useWorstFreshness(useDescription(), events, where);
  const status = freshness?.status ?? "fresh";
  const isLost = useLink().name === "lost";
  const name = title ?? widget.title ?? events.join(", ");
  useAlert(isLost || status === "fresh" ? null : `${name} is ${status}`);
  return (
    <section
      className={`card widget ${widget.widget}-widget`}
      data-freshness={status}
      data-link={isLost ? "lost" : undefined}
      aria-labelledby={id}
    >
      <header className="card-title">
        <h2 className="card-name" id={id}>{name}</h2>
        {controls}
        <Age events={events} where={where} mark={MARKS[status]} />
      </header>
      {empty ? <PublishHint missing={empty} widget={widget} event={events[0] ?? "*"} /> : children}
      {problem && (
        <p className="card-problem">
          <span aria-hidden="true">!</span> {problem}
        </p>
      )}
      {isLost && <Cause mark="✕" words="this browser lost the server" />}
      {!isLost && freshness && status !== "fresh" && <BrokenPromise freshness={freshness} />}
    </section>
  );
}

/** How old the newest of what is shown is. */
function Age(
  { events, where, mark }: { events: readonly string[]; where: Where | undefined; mark: string },
): ReactElement | null {
  const last = useLastTime(events, where);
  const now = useSecond();
  const { ahead } = useServerClock();
  const { isPaused } = usePageState();
  if (isPaused) return <span className="age">❚❚ paused</span>;
  if (last === null) return null;
  return (
    <span className="age" title={`newest from ${new Date(last).toISOString()}`}>
      {mark && <span aria-hidden="true">{mark}</span>}
      {formatAge(Math.max(0, now + ahead - last))}
    </span>
  );
}

/** Which promise is broken, and who is to blame. */
function BrokenPromise({ freshness }: { freshness: Freshness }): ReactElement {
  const now = useSecond();
  const { events } = useDescription();
  const age = freshness.age === null ? null : freshness.age + Math.max(0, now - freshness.at);
  const words = freshnessWords({ ...freshness, age }, events[freshness.event]?.every);
  return <Cause mark={MARKS[freshness.status]} words={words} />;
}

function Cause({ mark, words }: { mark: string; words: string | null }): ReactElement {
  return (
    <p className="card-promise" title={words ?? undefined}>
      <span aria-hidden="true">{mark}</span> {words}
    </p>
  );
}

function whereOf(widget: Widget): Where | undefined {
  return widget.widget === "text" ? undefined : widget.where;
}
