/** People of two schools, as tokens of another system would name them. */
import { mintToken, type RunningBoardcast } from "./boardcast.ts";
import { expectStatus } from "./http_client.ts";
import { connect, type Connection } from "./ws_client.ts";

/** Claims of a person with one role in one school. */
export function person(id: number, schools: Record<string, string>): Record<string, unknown> {
  return { sub: `person-${id}`, user_id: id, email: `p${id}@example.com`, name: `P ${id}`, schools };
}

/** The owner of school 1. */
export const OWNER = person(1, { 1: "school_owner" });

/** An administrator of school 1. */
export const ADMIN = person(2, { 1: "school_admin" });

/** The owner of school 2. */
export const OTHER_OWNER = person(3, { 2: "school_owner" });

/** Makes school 1 known to the server, as an administrator of everything. */
export async function createSchool(server: RunningBoardcast): Promise<void> {
  const token = await mintToken({ sub: "root", role: "admin" });
  await expectStatus(201, server, "PUT", "/api/accounts/schools/1/", { token, json: { name: "School 1" } });
}

/** Opens a school's board with a bearer header, by default as the owner of school 1. */
export async function listen(
  server: RunningBoardcast,
  school = 1,
  claims: Record<string, unknown> = OWNER,
): Promise<Connection> {
  const headers = { authorization: `Bearer ${await mintToken(claims)}` };
  return await connect(`${server.wsUrl}/ws/schools/${school}/dashboard/`, { headers });
}
