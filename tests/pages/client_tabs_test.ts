import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addUser, createDataFolder, PASSWORD } from "../support/accounts.ts";
import { type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { browserTest } from "../support/browser.ts";
import {
  clientContext,
  follow,
  openClientPage,
  setHidden,
  told,
  untilStatus,
} from "../support/client_page.ts";
import { eventually } from "../support/expect.ts";
import { numbered, publishAll, startPlant } from "../support/plant.ts";

const TUTORING = "/ws/dashboard";

/** How many connections the server has to the board `tutoring`. */
async function connections(server: RunningBoardcast): Promise<number> {
  const { active_connections } = await (await fetch(`${server.url}/ws/status`)).json();
  return active_connections;
}

function news(from: number, to: number) {
  return numbered("tutoring", from, to).map(({ group, message: { n } }) => ({
    group,
    message: { type: "news", data: n },
  }));
}

/** Leaves out what the board says by itself. */
function numbers(all: unknown[]): unknown[] {
  return all.filter((one) => typeof one === "number");
}

browserTest("tabs share one connection, and the next one goes on when its tab is closed", async (browser) => {
  await using server = await startBoardcast();
  const context = await clientContext(browser, server.url);
  const [first, second] = [
    await openClientPage(context, server.url),
    await openClientPage(context, server.url),
  ];
  await follow(first, TUTORING);
  await publishAll(server, news(1, 3));
  await told(first, 3);
  await follow(second, TUTORING);
  assert.deepEqual(numbers(await told(second, 3)), [1, 2, 3], "a newcomer starts full");
  assert.equal(await connections(server), 1);
  await publishAll(server, news(4, 5));
  for (const page of [first, second]) assert.deepEqual(numbers(await told(page, 5)), [1, 2, 3, 4, 5]);
  const refused = await second.evaluate(() =>
    globalThis.window.client.send({ type: "$nonsense" }).catch(({ code }) => code)
  );
  assert.equal(refused, "unknownCommand", "another tab's connection carries commands, and answers come back");

  await first.close();
  await publishAll(server, news(6, 7));
  await told(second, 7);
  await untilStatus(second, "live");
  assert.deepEqual(numbers(await told(second, 7)), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(await connections(server), 1);
  const third = await openClientPage(context, server.url);
  await follow(third, TUTORING);
  assert.deepEqual(numbers(await told(third, 7)), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(await connections(server), 1);
});

browserTest("disconnect() of the tab that has the connection leaves the others theirs", async (browser) => {
  await using server = await startBoardcast();
  const context = await clientContext(browser, server.url);
  const [first, second] = [
    await openClientPage(context, server.url),
    await openClientPage(context, server.url),
  ];
  await follow(first, TUTORING);
  await follow(second, TUTORING);
  await first.evaluate(() => globalThis.window.client.disconnect());
  await publishAll(server, news(1, 2));
  assert.deepEqual(numbers(await told(second, 2)), [1, 2]);
  await untilStatus(second, "live");
  assert.equal(await first.evaluate(() => globalThis.window.client.status.name), "closed");
  assert.deepEqual(await first.evaluate(() => globalThis.window.told), []);
  assert.equal(await connections(server), 1);
  await first.evaluate(() => globalThis.window.client.connect());
  assert.deepEqual(numbers(await told(first, 2)), [1, 2]);
  assert.equal(await connections(server), 1);
  for (const page of [first, second]) await page.evaluate(() => globalThis.window.client.disconnect());
  await eventually(() => connections(server), (count) => count === 0);
});

browserTest("tabs that must not share have a connection each", async (browser) => {
  await using server = await startBoardcast();
  const context = await clientContext(browser, server.url);
  for (let tab = 1; tab <= 2; tab++) {
    await follow(await openClientPage(context, server.url), TUTORING, { share: false });
    assert.equal(await connections(server), tab);
  }
});

browserTest(
  "a tab that has no Web Locks, or may not have any, follows the board all the same",
  async (browser) => {
    await using server = await startBoardcast();
    const context = await clientContext(browser, server.url);
    await context.addInitScript(() =>
      Object.defineProperty(navigator, "locks", { configurable: true, value: undefined })
    );
    await follow(await openClientPage(context, server.url), TUTORING);
    assert.equal(await connections(server), 1);
    // As Chromium answers a frame whose storage the user has blocked.
    await context.addInitScript(() => {
      const request = () => Promise.reject(new DOMException("Access is denied", "SecurityError"));
      Object.defineProperty(navigator, "locks", { value: { request } });
    });
    const denied = await openClientPage(context, server.url);
    await follow(denied, TUTORING);
    assert.equal(await connections(server), 2);
    await denied.evaluate(() => globalThis.window.client.disconnect());
    await untilStatus(denied, "closed");
    await eventually(() => connections(server), (count) => count === 1);
  },
);

browserTest("each tab sees the groups that it has joined, over one connection", async (browser) => {
  await using server = await startPlant();
  const context = await clientContext(browser, server.url);
  const pages: Page[] = [];
  for (let tab = 0; tab < 3; tab++) {
    const page = await openClientPage(context, server.url);
    await follow(page, "/ws/plant/a/");
    pages.push(page);
  }
  const [leader, second, third] = pages as [Page, Page, Page];
  const join = (page: Page, group: string) =>
    page.evaluate((group) => globalThis.window.client.join(group), group);
  await publishAll(server, numbered("room_a_1", 1, 2));
  await join(second, "room_a_1");
  assert.deepEqual(await told(second, 2), [1, 2]);
  await join(third, "room_a_1");
  assert.deepEqual(await told(third, 2), [1, 2], "what another tab had made known already");
  const refused = await second.evaluate(() =>
    globalThis.window.client.join("nowhere").catch(({ code }) => code)
  );
  assert.equal(refused, "notAllowed");
  await second.evaluate(() => globalThis.window.client.leave("room_a_1"));
  await publishAll(server, [...numbered("room_a_1", 3, 3), ...numbered("log_a", 4, 4)]);
  assert.deepEqual(await told(third, 4), [1, 2, 3, 4]);
  assert.deepEqual(await told(second, 3), [1, 2, 4]);
  assert.deepEqual(await told(leader, 1), [4]);
  await leader.close();
  await publishAll(server, numbered("room_a_1", 5, 5));
  assert.deepEqual(await told(third, 5), [1, 2, 3, 4, 5]);
});

browserTest(
  "a hidden tab that has the connection hurries for one that somebody looks at",
  async (browser) => {
    await using server = await startBoardcast();
    const context = await clientContext(browser, server.url);
    const [first, second] = [
      await openClientPage(context, server.url),
      await openClientPage(context, server.url),
    ];
    const options = { base: 100, cap: 200 };
    await follow(first, TUTORING, options);
    await follow(second, TUTORING, options);
    const { port } = server;
    for (const page of [first, second]) await setHidden(page, true);
    await server.stop("SIGKILL");
    await untilStatus(second, "reconnecting");
    const retryIn = await second.evaluate(() => globalThis.window.client.status.retryIn);
    assert.ok(retryIn! >= 30_000, `${retryIn}`);
    await using _again = await startBoardcast({ port });
    await setHidden(second, false);
    await untilStatus(second, "live");
    await untilStatus(first, "live");
  },
);

browserTest(
  "tabs that are gone want nothing: neither a group nor that a hidden one hurries",
  async (browser) => {
    await using server = await startPlant();
    const context = await clientContext(browser, server.url);
    const pages: Page[] = [];
    for (let tab = 0; tab < 3; tab++) {
      const page = await openClientPage(context, server.url);
      await follow(page, "/ws/plant/a/");
      pages.push(page);
    }
    const [first, second, last] = pages as [Page, Page, Page];
    await second.evaluate(() => globalThis.window.client.join("room_a_1"));
    await setHidden(last, true);
    const frames: string[] = [];
    last.on("websocket", (socket) => {
      frames.push(socket.url());
      socket.on("framesent", ({ payload }) => frames.push(String(payload)));
    });
    await first.close();
    await publishAll(server, numbered("log_a", 1, 1));
    await told(last, 1);
    await second.close();
    await publishAll(server, numbered("log_a", 2, 2));
    await told(last, 2);
    await untilStatus(last, "live");
    assert.ok(!frames.some((frame) => frame.includes("room_a_1")), frames.join("\n"));
    await server.stop("SIGKILL");
    await untilStatus(last, "reconnecting");
    const retryIn = await last.evaluate(() => globalThis.window.client.status.retryIn);
    assert.ok(retryIn! >= 30_000, `${retryIn}`);
  },
);

browserTest(
  "tabs of one connection are all told that it is refused, and none tries again",
  async (browser) => {
    await using server = await startBoardcast();
    const context = await clientContext(browser, server.url);
    const sockets: string[] = [];
    context.on("page", (page) => page.on("websocket", (socket) => sockets.push(socket.url())));
    const [first, second] = [
      await openClientPage(context, server.url),
      await openClientPage(context, server.url),
    ];
    await follow(first, "/ws/nothing/", { name: "refused" });
    await follow(second, "/ws/nothing/", { name: "refused" });
    assert.equal(sockets.length, 2, "one for each that asked");
  },
);

browserTest("nothing is lost or told twice while one tab after the other is closed", async (browser) => {
  await using server = await startPlant();
  const context = await clientContext(browser, server.url);
  const pages: Page[] = [];
  for (let tab = 0; tab < 4; tab++) {
    const page = await openClientPage(context, server.url);
    await follow(page, "/ws/plant/a/");
    pages.push(page);
  }
  const last = pages.at(-1)!;
  for (const [round, page] of pages.slice(0, -1).entries()) {
    const publishing = (async () => {
      for (let n = 1; n <= 20; n++) {
        await publishAll(server, numbered("log_a", 20 * round + n, 20 * round + n));
      }
    })();
    await page.close();
    await publishing;
  }
  assert.deepEqual(await told(last, 60), Array.from({ length: 60 }, (_, at) => at + 1));
});

browserTest("connect(), disconnect(), connect() in one go is one connection", async (browser) => {
  await using server = await startBoardcast();
  const context = await clientContext(browser, server.url);
  for (let tab = 0; tab < 2; tab++) {
    const page = await openClientPage(context, server.url);
    await follow(page, TUTORING);
    await page.evaluate(() => {
      const { client } = globalThis.window;
      for (let time = 0; time < 3; time++) {
        client.disconnect();
        client.connect();
      }
    });
    await untilStatus(page, "live");
    await publishAll(server, news(tab + 1, tab + 1));
    assert.deepEqual(numbers(await told(page, tab + 1)), [1, 2].slice(0, tab + 1));
    await eventually(() => connections(server), (count) => count === 1);
  }
});

browserTest("tabs of two logins in one browser share nothing", async (browser) => {
  await using data = await createDataFolder();
  for (const name of ["ann", "bob"]) await addUser(data.path, name, "--role", "viewer");
  await using server = await startBoardcast({ data: data.path });
  const context = await clientContext(browser, server.url);
  const subjects: unknown[] = [];
  const pages: Page[] = [];
  for (const username of ["ann", "bob"]) {
    const form = { username, password: PASSWORD };
    assert.ok((await context.request.post(`${server.url}/login/`, { form })).ok());
    const page = await openClientPage(context, server.url);
    await follow(page, "/ws/dashboard/");
    pages.push(page);
  }
  for (const page of pages) {
    subjects.push(await page.evaluate(() => globalThis.window.client.identity?.subject));
  }
  assert.deepEqual(subjects, ["ann", "bob"]);
});
