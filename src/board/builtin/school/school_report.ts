import type { Records } from "../../../backend/backend.ts";
import { isObject, type JsonObject } from "../../../protocol/message.ts";
import type { Invitations } from "./invitations.ts";
import { SCHOOL_GROUP, type Schools } from "./schools.ts";

const DAY = 86_400_000;

/** A school's numbers in full. */
export async function schoolReport(
  school: string,
  { schools, invitations }: { schools: Schools; invitations: Invitations },
): Promise<JsonObject> {
  const members = await schools.members(school);
  const classes = await schools.classes(school);
  const sent = await invitations.list(school);
  const people = (role: string) => {
    const joined = members.filter((member) => member.role === role).map(({ since }) => since);
    return { total: joined.length, active: joined.length, inactive: 0, trend: trendOf(joined) };
  };
  const ended = classes.filter(({ status }) => status !== "active");
  const completed = ended.filter(({ status }) => status === "completed");
  const accepted = sent.filter(({ status }) => status === "accepted");
  return {
    student_count: people("student"),
    teacher_count: people("teacher"),
    class_metrics: {
      active_classes: classes.length - ended.length,
      completed_today: completed.filter((entry) => Date.parse(entry.ended!) >= startOfToday()).length,
      scheduled_today: classes.filter(({ created }) => Date.parse(created) >= startOfToday()).length,
      completion_rate: ratio(completed.length, ended.length),
      trend: trendOf(classes.map(({ created }) => Date.parse(created))),
    },
    engagement_metrics: {
      invitations_sent: sent.length,
      invitations_accepted: accepted.length,
      acceptance_rate: ratio(accepted.length, sent.length),
      avg_time_to_accept: averageHours(
        accepted.map(({ created_at, answered_at }) => [created_at, answered_at]),
      ),
    },
  };
}

/** One page of a school's activity, as the query of `url` asks for it. */
export async function activityPage(school: string, records: Records, url: URL): Promise<JsonObject> {
  const query = url.searchParams;
  const kept = await records.read(SCHOOL_GROUP.name({ school }), (record) => record.of("activity_new"));
  const types = (query.get("activity_types") ?? "").split(",").filter((type) => type !== "");
  const from = Date.parse(query.get("date_from") ?? "");
  const to = endOf(query.get("date_to") ?? "");
  const matching = kept.map(({ text }) => JSON.parse(text).data).filter(isObject).filter((activity) => {
    const time = Date.parse(String(activity["timestamp"]));
    if (types.length > 0 && !types.includes(String(activity["activity_type"]))) return false;
    return !(time < from) && !(time > to);
  }).reverse();
  const size = within(query.get("page_size"), 20, 100);
  const page = within(query.get("page"), 1, 1_000_000);
  const pageUrl = (number: number) => {
    const target = new URL(url);
    target.searchParams.set("page", String(number));
    return `${target.pathname}${target.search}`;
  };
  return {
    count: matching.length,
    next: page * size < matching.length ? pageUrl(page + 1) : null,
    previous: page > 1 ? pageUrl(page - 1) : null,
    results: matching.slice((page - 1) * size, page * size),
  };
}

/** How many of `times` fall into each of the last 7 days, 4 weeks and 6 months of 30 days, oldest first. */
function trendOf(times: readonly number[]): JsonObject {
  const count = (spans: number, length: number) =>
    Array.from({ length: spans }, (_, index) => {
      const end = Date.now() - (spans - 1 - index) * length;
      return times.filter((time) => time > end - length && time <= end).length;
    });
  return { daily: count(7, DAY), weekly: count(4, 7 * DAY), monthly: count(6, 30 * DAY) };
}

function averageHours(spans: readonly (readonly [string, string | null])[]): number {
  if (spans.length === 0) return 0;
  const hours = spans.map(([from, to]) => (Date.parse(to ?? from) - Date.parse(from)) / 3_600_000);
  return Number((hours.reduce((sum, value) => sum + value, 0) / hours.length).toFixed(2));
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(4));
}

/** A day without a time of day lasts until its end. */
function endOf(date: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) + DAY - 1 : Date.parse(date);
}

function within(text: string | null, fallback: number, max: number): number {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) && number >= 1 ? Math.min(number, max) : fallback;
}

function startOfToday(): number {
  return new Date().setUTCHours(0, 0, 0, 0);
}
