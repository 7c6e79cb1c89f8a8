import {
  type ReactElement,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useBoard } from "../../../client/react.ts";
import type { Message } from "../../../protocol/message.ts";
import { valueAt } from "../../../protocol/message.ts";
import type { FeedWidget } from "../../../protocol/view.ts";
import { type BoardDescription, useDescription } from "../../api/boards.ts";
import { useSecond } from "../../event/second.ts";
import { useServerClock } from "../../event/server_clock.ts";
import { forEvent } from "../../event/per_event.ts";
import { fillTemplate, isTemplate, pathsIn } from "../../event/template.ts";
import { nameWords, NOTHING, valueText } from "../../event/value_text.ts";
import { csvFile } from "../../export/csv.ts";
import { useExport } from "../../export/exports.tsx";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { usePageState } from "../../settings/page_state.tsx";
import { useShortTime } from "../../settings/short_time.ts";
import { useTimeFormat } from "../../settings/time_format.ts";
import { emptyWords } from "../empty_words.ts";
import { MessageDialog } from "../message_dialog.tsx";
import { WidgetCard } from "../widget_card.tsx";
import { widgetName, widgetTitle } from "../widget_name.ts";
import { entryDetail, isIn } from "./entry_detail.ts";
import { feedCsv } from "./feed_csv.ts";
import { type Entry, MAX_ENTRIES } from "./feed_entries.ts";
import { FeedFilterBar } from "./feed_filter.tsx";
import { type EntryWords, FeedList, type FeedListHandle } from "./feed_list.tsx";
import { FeedModel } from "./feed_model.ts";
import { declaredValues, filterOptions, parseChoice, writeChoice } from "./filter_options.ts";

/** The messages of some events, newest first, which one can filter and open. */
export function Feed({ widget }: { widget: FeedWidget }): ReactElement {
  const { client } = useBoard();
  const description = useDescription();
  const model = useMemo(() => new FeedModel(client, widget), [client, widget]);
  useEffect(() => model.start(), [model]);
  const { entries, all, news } = useSyncExternalStore(model.subscribe, model.read);
  const page = usePageState();
  const name = widgetName(widget);
  const title = widgetTitle(widget);
  const filter = useFeedFilter(name);
  useEffect(() => model.choose(filter), [model, filter]);
  const [isRead, setRead] = useState(false);
  useEffect(() => model.hold(isRead || page.isPaused), [model, isRead, page.isPaused]);
  const [opened, setOpened] = useState<Entry | null>(null);
  const list = useRef<FeedListHandle>(null);
  const write = useEntryWords(widget);
  useExport({
    name,
    title,
    format: "csv",
    file: () => csvFile(feedCsv(model.read().entries, (entry) => write(entry).text)),
  });
  const events = filterOptions(widget.events, all, ({ message }) => message.type);
  const severities = filterOptions(declaredSeverities(widget, description), all, ({ severity }) => severity);
  const setChoice = (what: string) => (chosen: readonly string[]) =>
    page.setText(`${what}.${name}`, writeChoice(chosen));
  return (
    <WidgetCard
      widget={widget}
      title={title}
      events={widget.events}
      controls={news > 0 && !page.isPaused && (
        <button
          type="button"
          className="feed-news"
          onClick={() => list.current?.toTop()}
        >
          ↑ {formatNumber(news)} new
        </button>
      )}
      problem={problemOf(widget, all)}
      empty={all.length === 0 ? emptyWords(widget) : null}
    >
      {!page.isWall && (
        <div className="chip-bar">
          <FeedFilterBar
            label="Severity"
            options={severities}
            chosen={filter.severities}
            hasShapes
            onChoose={setChoice("severity")}
          />
          {widget.events.length > 1 && (
            <FeedFilterBar
              label="Event"
              options={events}
              chosen={filter.events}
              onChoose={setChoice("event")}
            />
          )}
        </div>
      )}
      <FeedList
        label={title}
        entries={entries}
        isWall={page.isWall}
        handle={list}
        wordsOf={write}
        onHold={setRead}
        onOpen={setOpened}
      />
      {entries.length === 0 && (
        <p className="nothing-found">
          None of {formatNumber(all.length)} messages passes the filter.{" "}
          <button type="button" className="quiet" onClick={() => filter.clear()}>Show all</button>
        </p>
      )}
      <p className="feed-kept">
        {formatNumber(entries.length)} shown · {formatNumber(all.length)} of at most{" "}
        {formatNumber(MAX_ENTRIES)} kept
      </p>
      {opened && (
        <MessageDialog
          message={opened.message}
          title={write(opened).text}
          onClose={() => setOpened(null)}
        />
      )}
    </WidgetCard>
  );
}

function useFeedFilter(name: string) {
  const { text, setText } = usePageState();
  const [events, severities] = [text(`event.${name}`), text(`severity.${name}`)];
  return useMemo(() => ({
    events: parseChoice(events),
    severities: parseChoice(severities),
    clear: () => {
      setText(`event.${name}`, null);
      setText(`severity.${name}`, null);
    },
  }), [name, events, severities]);
}

function useEntryWords(widget: FeedWidget): (entry: Entry) => EntryWords {
  const time = useShortTime();
  const { clockWithDay } = useTimeFormat();
  const { ahead } = useServerClock();
  const now = useSecond() + ahead;
  const told = useMemo(() => new Map(widget.events.map((event) => [event, toldPaths(widget, event)])), [
    widget,
  ]);
  return useCallback(({ message, time: then }) => {
    const text = textOf(message, forEvent(widget.text, message.type), time);
    const declared = forEvent(widget.detail, message.type);
    return {
      text,
      detail: declared === undefined
        ? entryDetail(message, { told: told.get(message.type) ?? new Set(), title: text, time })
        : declaredDetail(message, declared, { title: text, time }),
      age: formatAge(Math.max(0, now - then)),
      time: clockWithDay(then),
      event: widget.events.indexOf(message.type),
    };
  }, [widget, told, time, clockWithDay, now]);
}

/** The paths of `event` that are not told again: they are seen already. */
function toldPaths({ text, severity, where = {} }: FeedWidget, event: string): Set<string> {
  const seen = [forEvent(text, event), forEvent(severity, event)].filter((path) => path !== undefined);
  return new Set(["type", "timestamp", ...seen.flatMap(pathsIn), ...Object.keys(where)]);
}

/** What has no text is called by its event. */
function textOf(message: Message, words: string | undefined, time: (time: number) => string): string {
  if (words === undefined) return nameWords(message.type);
  if (isTemplate(words)) return fillTemplate(words, (path) => valueText(valueAt(message, path), { time }));
  const value = valueAt(message, words);
  if (typeof value === "string" && value !== "") return value;
  const text = valueText(value, { time });
  return text === NOTHING ? nameWords(message.type) : text;
}

/** Nothing where the message has nothing of it, or the title says all of it. */
function declaredDetail(
  message: Message,
  declared: string,
  { title, time }: { title: string; time: (time: number) => string },
): string {
  const write = (path: string) => valueText(valueAt(message, path), { time });
  const values = pathsIn(declared).map(write).filter((value) => value !== NOTHING);
  if (values.every((value) => isIn(title, value))) return "";
  return isTemplate(declared) ? fillTemplate(declared, write) : values.join("");
}

function declaredSeverities({ events, severity }: FeedWidget, description: BoardDescription): string[] {
  return [
    ...new Set(events.flatMap((event) => {
      const path = forEvent(severity, event);
      return path === undefined ? [] : declaredValues(description.events[event]?.schema ?? {}, path);
    })),
  ];
}

function problemOf({ text }: FeedWidget, all: readonly Entry[]): string | null {
  const missing = (message: Message) =>
    pathsIn(forEvent(text, message.type) ?? "type").filter((path) => valueAt(message, path) === undefined);
  const newest = all.at(-1);
  if (!newest || all.some(({ message }) => missing(message).length === 0)) return null;
  return `No message so far has anything at "${missing(newest.message)[0]}".`;
}
