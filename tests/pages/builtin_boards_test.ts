/** The pages of the built-in boards: values that change, what one may do there, and what programs look for in them. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { addUser, createDataFolder, PASSWORD } from "../support/accounts.ts";
import { API_KEY, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { browserTest, type PageConsole, watchConsole } from "../support/browser.ts";
import { publishAll } from "../support/plant.ts";

interface Viewer {
  readonly page: Page;
  readonly console: PageConsole;
}

async function openAs(browser: Browser, server: RunningBoardcast, name: string): Promise<Viewer> {
  const page = await (await browser.newContext()).newPage();
  const console = watchConsole(page);
  await page.goto(`${server.url}/login/`);
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${server.url}/`);
  return { page, console };
}

async function show({ page }: Viewer, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('[data-testid="connection-indicator"][data-status="connected"]').waitFor();
}

/** The card of a widget. */
function card({ page }: Viewer, title: string) {
  return page.getByRole("region", { name: title, exact: true });
}

function figure(viewer: Viewer, title: string, text: string) {
  return card(viewer, title).locator(".figure-value").getByText(text, { exact: true });
}

/** Sends what `viewer` could; the status of the answer. */
function requestsOf({ page }: Viewer) {
  return (method: string, path: string, body: unknown) =>
    page.evaluate(async ([method, path, body]) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(path!, { method: method!, headers, body: body! })).status;
    }, [method, path, JSON.stringify(body)]);
}

async function asOperator(server: RunningBoardcast, method: string, path: string, body: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: { "x-api-key": API_KEY, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

browserTest(
  "the pages of the built-in boards are live, and one may do there what one may",
  async (browser, t) => {
    await using data = await createDataFolder();
    await addUser(data.path, "ada", "--role", "admin");
    await addUser(data.path, "tariq", "--role", "trader");
    await addUser(data.path, "tina", "--role", "tutor_manager");
    await addUser(data.path, "gus", "--role", "viewer", "--email", "gus@example.org");
    await addUser(data.path, "vera", "--role", "viewer");
    await addUser(data.path, "mina", "--role", "msp_admin", "--msp", "m1");
    await addUser(data.path, "marc", "--role", "msp_user", "--msp", "m1");
    await using server = await startBoardcast({ data: data.path });
    const publish = (group: string, message: Record<string, unknown>) =>
      publishAll(server, [{ group, message }]);
    const vera = await openAs(browser, server, "vera");

    await t.step("trading: a trader closes a trade, and everybody sees it", async () => {
      const quote = { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.2 } };
      await publish("trading_updates", quote);
      await asOperator(server, "POST", "/api/paper-trading/trades/execute/", {
        pair: "EURUSD",
        order_type: "BUY",
        entry_price: 1,
        lot_size: 0.01,
      });
      const tariq = await openAs(browser, server, "tariq");
      await show(tariq, `${server.url}/boards/trading`);
      await show(vera, `${server.url}/boards/trading`);
      await figure(vera, "Open trades", "1").waitFor();
      const close = tariq.page.getByRole("button", { name: "Close: EURUSD" });
      await close.waitFor();
      assert.equal(await vera.page.getByRole("button", { name: "Close: EURUSD" }).count(), 0);
      await close.click();
      await tariq.page.getByText("Close the trade in EURUSD at the current price?").waitFor();
      await tariq.page.getByRole("button", { name: "Cancel" }).click();
      await figure(tariq, "Open trades", "1").waitFor();
      await close.click();
      await tariq.page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
      for (const viewer of [tariq, vera]) {
        await figure(viewer, "Open trades", "0").waitFor();
        await figure(viewer, "Profit, last 24 h", "100.00").waitFor();
        await card(viewer, "Closed trades").getByText("+100.00").waitFor();
      }
      await publish("trading_updates", { ...quote, data: { bid: 1.3, ask: 1.4 } });
      await card(vera, "Quotes").getByText("1.3", { exact: true }).waitFor();
      assert.deepEqual(tariq.console.errors, []);
      await tariq.page.context().close();
    });

    await t.step("prices: the page follows all symbols that there are, or those of its address", async () => {
      await show(vera, `${server.url}/boards/prices`);
      await card(vera, "Prices").getByText("EURUSD").waitFor();
      await publish("trading_updates", {
        type: "price_update",
        symbol: "EURUSD",
        data: { bid: 1.5, ask: 1.6 },
      });
      await card(vera, "Prices").getByText("1.6", { exact: true }).waitFor();
    });

    await t.step("tutoring: what programs look for is on the page, which is open", async () => {
      const page = await (await browser.newContext()).newPage();
      const anybody = { page, console: watchConsole(page) };
      await publish("tutoring", {
        type: "metrics_update",
        data: {
          tutor_id: "t1",
          tutor_name: "Mara",
          window: "30day",
          avg_rating: 4.5,
          performance_tier: "Strong",
        },
      });
      await publish("tutoring", {
        type: "alert",
        data: { id: "a1", severity: "critical", tutor_id: "t1", tutor_name: "Mara", message: "Look at this" },
      });
      await show(anybody, `${server.url}/dashboard`);
      await page.locator('[data-testid="total-tutors"]', { hasText: "1" }).waitFor();
      await page.locator('[data-testid="alert-badge"]', { hasText: "1" }).waitFor();
      assert.ok(anybody.console.lines.includes("WebSocket connected"));
      assert.deepEqual(anybody.console.errors, []);
      await page.context().close();
    });

    await t.step("tutoring: a manager resolves an alert and moves an intervention", async () => {
      await publish("tutoring", {
        type: "intervention",
        data: { id: "i1", tutor_name: "Mara", title: "Talk", priority: "high", status: "pending" },
      });
      const tina = await openAs(browser, server, "tina");
      await show(tina, `${server.url}/dashboard`);
      await show(vera, `${server.url}/dashboard`);
      await tina.page.getByRole("button", { name: "Start: Mara" }).click();
      await card(vera, "Interventions").getByText("in progress").waitFor();
      await tina.page.getByRole("button", { name: "Complete: Mara" }).click();
      await card(vera, "Interventions").getByText("completed").waitFor();
      await tina.page.getByRole("button", { name: "Resolve: Mara" }).click();
      await vera.page.locator('[data-testid="alert-badge"]', { hasText: "0" }).waitFor();
      assert.equal(await vera.page.locator(".action").count(), 0);
      assert.deepEqual(tina.console.errors, []);
      await tina.page.context().close();
    });

    await t.step("dashboard: the score of the page's own user, in its circle", async () => {
      const ada = await openAs(browser, server, "ada");
      await show(ada, `${server.url}/boards/dashboard`);
      const me = await ada.page.evaluate(() => fetch("/api/v1/me").then((answer) => answer.json()));
      await publish(`dashboard_${me.user_id}`, {
        type: "gcode_update",
        data: { g_code_score: 64, update_score: true },
      });
      await ada.page.locator("#score-circle.intensity-high .score-value", { hasText: "64" }).waitFor();
      await ada.page.locator("#ws-status-indicator.ws-connected").waitFor();
      assert.ok(ada.console.lines.includes("✓ WebSocket connected"));
      assert.deepEqual(ada.console.errors, []);
      await ada.page.context().close();
    });

    await t.step(
      "school: an admin declines an invitation, which only the invited one may accept",
      async () => {
        const ada = await openAs(browser, server, "ada");
        const asAda = requestsOf(ada);
        assert.ok(await asAda("PUT", "/api/accounts/schools/5/", { name: "North" }) < 300);
        const invited = await asAda("POST", "/api/accounts/schools/5/invitations/", {
          email: "guest@example.com",
          role: "teacher",
        });
        assert.equal(invited, 201);
        await show(ada, `${server.url}/boards/school?school=5`);
        await figure(ada, "Open invitations", "1").waitFor();
        assert.equal(await ada.page.getByRole("button", { name: "Accept: guest@example.com" }).count(), 0);
        await ada.page.getByRole("button", { name: "Decline: guest@example.com" }).click();
        await ada.page.getByRole("dialog").getByRole("button", { name: "Decline" }).click();
        await figure(ada, "Open invitations", "0").waitFor();
        await card(ada, "Invitations").getByText("declined").waitFor();
        assert.deepEqual(ada.console.errors, []);
        await ada.page.context().close();
      },
    );

    await t.step(
      "overview: who is invited answers there, and whoever invited sees it; nobody else is shown it",
      async () => {
        const ada = await openAs(browser, server, "ada");
        const asAda = requestsOf(ada);
        for (const [school, name] of [[6, "South"], [7, "West"]]) {
          assert.equal(await asAda("PUT", `/api/accounts/schools/${school}/`, { name }), 201);
          const invitation = { email: "gus@example.org", role: "school_admin", message: "We need you" };
          assert.equal(await asAda("POST", `/api/accounts/schools/${school}/invitations/`, invitation), 201);
        }
        await ada.page.goto(`${server.url}/`);
        const own = { name: "My invitations" };
        const boards = ada.page.getByRole("list", { name: "Boards" });
        await boards.getByRole("link", { name: /^School/ }).waitFor();
        assert.equal(await ada.page.getByRole("region", own).count(), 0);
        await boards.getByRole("link", { name: /^School/ }).click();
        await ada.page.getByRole("link", { name: "South school 6" }).click();
        await figure(ada, "Open invitations", "1").waitFor();
        const gus = await openAs(browser, server, "gus");
        const invitations = gus.page.getByRole("region", own);
        await invitations.getByText("South invites you as an administrator.").waitFor();
        await invitations.getByRole("button", { name: "Decline: West" }).click();
        await gus.page.getByRole("dialog").getByRole("button", { name: "Decline" }).click();
        await invitations.getByText("West").waitFor({ state: "detached" });
        await invitations.getByRole("button", { name: "Accept: South" }).click();
        await invitations.waitFor({ state: "detached" });
        await card(ada, "Invitations").getByText("✓ accepted").waitFor();
        const schools = gus.page.getByRole("list", { name: "Boards" }).getByRole("link", { name: /^School/ });
        await schools.click();
        await figure(gus, "Open invitations", "0").waitFor();
        for (const viewer of [ada, gus]) {
          assert.deepEqual(viewer.console.errors, []);
          await viewer.page.context().close();
        }
      },
    );

    await t.step(
      "engagement: one counts an interaction, and the other sees it, by the names of both",
      async () => {
        const mina = await openAs(browser, server, "mina");
        const asMina = requestsOf(mina);
        assert.equal(await asMina("PUT", "/api/v1/clients/c1", { name: "Alder", msp_id: "m1" }), 201);
        assert.equal(await asMina("PUT", "/api/v1/clients/c1/applications/a1", { name: "Search" }), 201);
        const increment = { app_id: "a1", interaction_count: 4 };
        assert.equal(await asMina("POST", "/api/v1/clients/c1/interactions/increment", increment), 200);
        const marc = await openAs(browser, server, "marc");
        for (const viewer of [mina, marc]) {
          await show(viewer, `${server.url}/boards/engagement`);
          await figure(viewer, "Interactions today", "4").waitFor();
          await card(viewer, "Applications").getByText("Search").waitFor();
        }
        await mina.page.getByRole("button", { name: "+1: Alder" }).click();
        for (const viewer of [mina, marc]) {
          await figure(viewer, "Interactions today", "5").waitFor();
          assert.deepEqual(viewer.console.errors, []);
          await viewer.page.context().close();
        }
      },
    );

    assert.deepEqual(vera.console.errors, []);
  },
);
