import type { StatWidget, Widget } from "../../../protocol/view.ts";

const HOUR = 3_600_000;

/** The page of a school: how many there are, who is invited, and what happens. */
export const SCHOOL_VIEW: readonly Widget[] = [
  total("Students", "student_count"),
  total("Teachers", "teacher_count"),
  total("Active classes", "active_classes"),
  {
    widget: "stat",
    title: "Open invitations",
    size: 3,
    event: "invitation_status_update",
    key: "data.invitation_id",
    where: { "data.new_status": "pending" },
    figure: "count",
    change: HOUR,
    sparkline: true,
    thresholds: [],
  },
  {
    widget: "table",
    title: "Invitations",
    size: 7,
    empty: "Nobody has been invited yet.",
    event: "invitation_status_update",
    key: "data.invitation_id",
    columns: [
      { value: "data.invitation_id", title: "Invited" },
      { value: "data.new_status", title: "Status", show: "status" },
      { value: "data.accepted_by.name", title: "Accepted by" },
    ],
    actions: [answer("Accept"), answer("Decline")],
  },
  {
    widget: "feed",
    title: "Activity",
    size: 5,
    empty: "Nothing has happened yet.",
    events: ["activity_new"],
    text: "data.description",
    detail: "by {data.actor.name}",
    severity: "data.activity_type",
  },
];

function total(title: string, name: string): StatWidget {
  return {
    widget: "stat",
    title,
    size: 3,
    empty: "Nothing has been counted yet.",
    event: "metrics_update",
    figure: "latest",
    value: `data.${name}.total`,
    change: HOUR,
    sparkline: true,
    thresholds: [],
  };
}

function answer(title: "Accept" | "Decline") {
  return {
    title,
    method: "POST",
    path: `/api/accounts/invitations/{data.invitation_id}/${title.toLowerCase()}/`,
    confirm: `${title} the invitation of {data.invitation_id}?`,
    // Who accepts becomes a member: nobody else can do that for the one who is invited.
    roles: title === "Accept" ? [] : ["admin"],
    email: "data.invitation_id",
    when: { "data.new_status": "pending" },
  } as const;
}
