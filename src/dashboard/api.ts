import type { ScoreUpdate } from "../client/dashboard_score.ts";
import { isObject, type JsonObject } from "../protocol/message.ts";

/** A board as the list of boards names it. */
export interface BoardSummary {
  title: string;
  /** Where the viewer may watch it; the patterns of its addresses for one who may only publish. */
  paths: string[];
  /** Names of events; `*` stands for any other. */
  events: string[];
}

/** Who is signed in. */
export interface Account {
  name: string;
  roles: string[];
}

/** Reads the boards that the viewer may open. */
export async function readBoards(): Promise<BoardSummary[]> {
  const { boards } = await read("/api/v1/boards");
  return Array.isArray(boards) ? boards.filter(isObject).map(summaryOf) : [];
}

/** Reads who is signed in. */
export async function readAccount(): Promise<Account> {
  const { subject, name, roles } = await read("/api/v1/me");
  return { name: String(name ?? subject), roles: textsOf(roles) };
}

/** Reads the newest score that was published to `group`, and when. */
export async function readScore(group: string): Promise<{ update: ScoreUpdate; time: Date } | undefined> {
  const { publications } = await read(`/api/v1/groups/${group}/history?event=gcode_update&limit=1`);
  const [newest] = Array.isArray(publications) ? publications.filter(isObject) : [];
  if (!newest || !isObject(newest["message"])) return undefined;
  return { update: newest["message"], time: new Date(String(newest["time"])) };
}

async function read(path: string): Promise<JsonObject> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  if (response.status === 401) return await signIn();
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  const body: unknown = await response.json();
  if (!isObject(body)) throw new Error("The server answered something else than an object");
  return body;
}

/** Leaves for the login page: the session has ended. */
function signIn(): Promise<never> {
  location.assign(`/login/?next=${encodeURIComponent(location.pathname)}`);
  return new Promise(() => {});
}

function summaryOf({ name, title, paths, endpoints, events }: JsonObject): BoardSummary {
  const own = textsOf(paths);
  return {
    title: String(title ?? name),
    paths: own.length > 0 ? own : textsOf(endpoints).map(readable),
    events: textsOf(events),
  };
}

/** A URL pattern with its parameters in braces: `/ws/schools/:school(…)/` is `/ws/schools/{school}/`. */
function readable(pattern: string): string {
  return pattern.replace(/:(\w+)(\([^)]*\))?/g, "{$1}");
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
