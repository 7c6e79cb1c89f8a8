import { type ReactElement, useEffect, useRef, useState } from "react";
import { useAlerts } from "../event/alerts.ts";
import { useSecond } from "../event/second.ts";
import { usePreference } from "../settings/preferences.ts";
import { beep } from "./beep.ts";

/** Whoever listens to the page is told no more often than this, in ms. */
const PACE = 10_000;

/** Tells of alerts to those who do not look: in the title and by a sound, if they want it, and to screen readers. */
export function Announcer({ title }: { title: string }): ReactElement {
  const alerts = useAlerts();
  const [marksTitle] = usePreference("title-alert");
  const [sounds] = usePreference("sound-alert");
  const before = useRef(alerts);
  useEffect(() => {
    const mark = marksTitle && alerts.length > 0 ? `(${alerts.length}) ` : "";
    document.title = `${mark}${title} · Boardcast`;
  }, [alerts.length, marksTitle, title]);
  useEffect(() => {
    const isNews = alerts.some((words) => !before.current.includes(words));
    before.current = alerts;
    if (isNews && sounds) beep();
  }, [alerts, sounds]);
  return <p className="visually-hidden" role="status">{usePaced(alerts.join(". "))}</p>;
}

/** `words`, which change no more often than every ten seconds. */
function usePaced(words: string): string {
  const now = useSecond();
  const [said, setSaid] = useState({ words, at: 0 });
  useEffect(() => {
    if (said.words !== words && now - said.at >= PACE) setSaid({ words, at: now });
  }, [now, words, said]);
  return said.words;
}
