import { useEffect, useState } from "react";
import { scoreOf, type ScoreUpdate, showScore } from "../../../client/dashboard_score.ts";
import type { JsonObject } from "../../../protocol/message.ts";
import { type KeptPublication, readHistory } from "../../api/history.ts";
import type { Point } from "../../widget/value_series.ts";
import type { OwnDashboard } from "./own_dashboard.ts";

/** So many are remembered. */
const MAX_SCORES = 60;

/** The scores so far, oldest first: the newest that one's own group keeps, then those that come. */
export function useScores({ client, group }: Pick<OwnDashboard, "client" | "group">): readonly Point[] {
  const [scores, setScores] = useState<readonly Point[]>([]);
  useEffect(() => {
    if (!client) return;
    const add = (update: ScoreUpdate) => setScores((before) => withScore(before, update, Date.now()));
    client.on("gcode_update", add);
    return () => client.off("gcode_update", add);
  }, [client]);
  useEffect(() => {
    if (group === null) return;
    let isOver = false;
    void readHistory(group, { event: "gcode_update", limit: 1 }).then(([newest]) => {
      if (newest && !isOver) setScores((before) => before.length > 0 ? before : begin(newest));
    }, () => {});
    return () => {
      isOver = true;
    };
  }, [group]);
  return scores;
}

function begin({ message, time }: KeptPublication): readonly Point[] {
  const update: JsonObject = message;
  showScore(update);
  return withScore([], update, time);
}

function withScore(before: readonly Point[], update: ScoreUpdate, time: number): readonly Point[] {
  const value = scoreOf(update);
  return value === undefined ? before : [...before, { time, value }].slice(-MAX_SCORES);
}
