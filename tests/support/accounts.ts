/** Accounts made by the command line, and the ways to sign in to them. */
import assert from "node:assert/strict";
import { runBoardcast, type RunningBoardcast } from "./boardcast.ts";
import { type Answer, expectStatus, request } from "./http_client.ts";

/** The password of everybody that {@link addUser} adds. */
export const PASSWORD = "correct horse battery";

/** A temporary data folder. Disposing removes it. */
export interface DataFolder extends AsyncDisposable {
  path: string;
}

/** Makes an empty {@link DataFolder}. */
export async function createDataFolder(): Promise<DataFolder> {
  const path = await Deno.makeTempDir({ prefix: "boardcast-contract-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs one `user` subcommand on a data folder and fails unless it succeeds. */
export async function userCommand(data: string, args: string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await runBoardcast(["user", ...args, "--data", data], { input });
  assert.equal(code, 0, `user ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** Adds a user with {@link PASSWORD}. */
export async function addUser(data: string, name: string, ...args: string[]): Promise<void> {
  await userCommand(data, ["add", name, ...args, "--password-stdin"], PASSWORD);
}

/** Signs in with the form, as a browser would. */
export function postForm(
  server: RunningBoardcast,
  username: string,
  password: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  return request(server, "POST", "/login/", { form: { username, password, ...more } });
}

/** Signs in with the form and gives the header `Cookie` of that session. */
export async function signIn(server: RunningBoardcast, username: string): Promise<{ cookie: string }> {
  const form = { username, password: PASSWORD };
  const answer = await expectStatus(303, server, "POST", "/login/", { form });
  return { cookie: cookieOf(answer) };
}

/** The session cookie that an answer sets, with its attributes. */
export function sessionCookie({ headers }: Answer): string {
  const cookie = headers.getSetCookie().find((one) => one.startsWith("boardcast_session="));
  assert.ok(cookie, "no session cookie was set");
  return cookie;
}

/** The session cookie that an answer sets, as `name=value`. */
export function cookieOf(answer: Answer): string {
  return sessionCookie(answer).split(";")[0]!;
}
