import { byId, element } from "./element.ts";
import { type BoardSummary, readBoards } from "./api.ts";

/** How many addresses of one board are shown; an admin may have one per school. */
const MOST_PATHS = 3;

/** Fills the list of boards; says so when there is none, or when it cannot be read. */
export async function showBoards(): Promise<void> {
  try {
    const boards = await readBoards();
    byId("boards-list").replaceChildren(...boards.map(card));
    byId("board-count").textContent = boards.length === 1 ? "1 board" : `${boards.length} boards`;
    byId("boards-notice").hidden = boards.length > 0;
    if (boards.length === 0) notice(...empty());
  } catch (error) {
    notice(...failed(error));
  }
}

function notice(...children: Node[]): void {
  const place = byId("boards-notice");
  place.hidden = false;
  place.replaceChildren(...children);
}

function empty(): Node[] {
  const text = element("span", "");
  text.append(element("strong", "", "No board is open to you yet."), " Ask an administrator for a role.");
  return [mark("○", ""), text];
}

function failed(error: unknown): Node[] {
  const why = error instanceof TypeError ? "The server cannot be reached" : (error as Error).message;
  const text = element("span", "", element("strong", "", "The boards could not be loaded."), ` ${why}.`);
  const again = element("button", "button", "Try again");
  again.type = "button";
  again.addEventListener("click", () => void showBoards());
  return [mark("✕", "failed"), text, again];
}

function mark(sign: string, kind: string): HTMLElement {
  const made = element("span", `mark ${kind}`, sign);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function card({ title, paths, events }: BoardSummary): HTMLElement {
  return element("li", "board", element("h2", "", title), ...addresses(paths), eventList(events));
}

function addresses(paths: string[]): HTMLElement[] {
  const shown = paths.slice(0, MOST_PATHS).map(address);
  const more = paths.length - shown.length;
  return more > 0 ? [...shown, element("p", "board-more", `and ${more} more`)] : shown;
}

function address(path: string): HTMLElement {
  return element("p", "board-path", "WebSocket ", element("code", "", path));
}

function eventList(events: string[]): HTMLElement {
  const names = events.filter((name) => name !== "*").map((name) => element("li", "", name));
  const others = names.length > 0 ? "and any other" : "any event";
  if (names.length < events.length || names.length === 0) names.push(element("li", "any", others));
  const list = element("ul", "events", ...names);
  list.setAttribute("aria-label", "Events");
  return list;
}
