/** A place in a group's record: `offset` counts publications (1, 2, 3 …) under one `epoch`. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** What a record can no longer tell: offsets `from` to `to`, published between `since` and `until` (ms since 1970). */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly since: number | null;
  readonly until: number;
  readonly cause: "trimmed" | "restarted" | "backend";
}
