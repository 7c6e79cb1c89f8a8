/** Inboxes: what is published while a person is away waits for all their devices until it is acknowledged. */
import assert from "node:assert/strict";
import { addUser, createDataFolder, signIn } from "./support/accounts.ts";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { expectStatus, publish } from "./support/http_client.ts";
import { connect, type Connection, type Frame } from "./support/ws_client.ts";

const GROUP = "user_ann";

/** One of a person's devices: what it is told comes one by one, also when several messages are in one frame. */
class Device implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #waiting: Frame[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Opens the board of trading; `query` is added to its address. */
  static async of(server: RunningBoardcast, subject: string | null, query = ""): Promise<Device> {
    const token = subject === null ? "" : `token=${await mintToken({ sub: subject, role: "viewer" })}&`;
    const url = `${server.wsUrl}/ws/trading/?${token}${query}`;
    return new Device(await connect(url, { protocols: ["boardcast.v1"] }));
  }

  /** The next message of one of these types. */
  async next(...types: string[]): Promise<Frame> {
    for (;;) {
      const message = this.#waiting.shift();
      if (!message) this.#waiting.push(...[await this.#connection.receive()].flat());
      else if (types.includes(message["type"])) return message;
    }
  }

  /** Everything that a device is told of the inbox when it comes: notes, `$gap` and, last, `$waiting`. */
  async arrival(): Promise<{ notes: number[]; waiting: number[]; gap: Frame | null }> {
    const notes: number[] = [];
    let gap: Frame | null = null;
    for (;;) {
      const message = await this.next("note", "$gap", "$waiting");
      if (message["type"] === "$waiting") return { notes, gap, waiting: message["offsets"] };
      if (message["type"] === "$gap") gap = message;
      else notes.push(message["$offset"]);
    }
  }

  /** The answer to a command, an `$error` or a `$reply`. */
  async ask(command: Frame): Promise<Frame> {
    this.#connection.send({ ...command, $ref: "r" });
    for (;;) {
      const answer = await this.next("$reply", "$error");
      if (answer["ref"] === "r") return answer;
    }
  }

  /** Acknowledges; those that were waiting. */
  async acknowledge(...offsets: number[]): Promise<number[]> {
    const answer = await this.ask({ type: "$ack", offsets });
    assert.equal(answer["type"], "$reply", JSON.stringify(answer));
    return answer["acknowledged"];
  }

  ended() {
    return this.#connection.ended();
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#connection[Symbol.asyncDispose]();
  }
}

function note(server: RunningBoardcast, n: number, group = GROUP) {
  return publish(server, group, { type: "note", n });
}

/** What a new device is told. */
async function firstSight(server: RunningBoardcast, subject = "ann") {
  await using device = await Device.of(server, subject);
  return await device.arrival();
}

const waits = (...offsets: number[]) => ({ notes: offsets, waiting: offsets, gap: null });

Deno.test("what is published while a person is away waits, over SIGKILL and restart, until it is acknowledged", async () => {
  await using data = await createDataFolder();
  {
    await using server = await startBoardcast({ data: data.path });
    await note(server, 1);
    await note(server, 2);
    await server.stop("SIGKILL");
  }
  {
    await using server = await startBoardcast({ data: data.path });
    await note(server, 3);
    await using device = await Device.of(server, "ann");
    assert.deepEqual(await device.arrival(), waits(1, 2, 3));
    assert.deepEqual(await device.acknowledge(2), [2]);
    await server.stop("SIGKILL");
  }
  await using server = await startBoardcast({ data: data.path });
  assert.deepEqual(await firstSight(server), waits(1, 3));
  assert.equal((await note(server, 4)).offset, 4);
});

Deno.test("two devices share one inbox: both are told what comes and what was acknowledged", async () => {
  await using server = await startBoardcast();
  await using phone = await Device.of(server, "ann");
  await using laptop = await Device.of(server, "ann");
  await phone.arrival();
  await laptop.arrival();
  for (const n of [1, 2]) await note(server, n);
  for (const device of [phone, laptop]) {
    assert.equal((await device.next("note"))["$offset"], 1);
    assert.equal((await device.next("note"))["$offset"], 2);
  }
  assert.deepEqual(await phone.acknowledge(1, 99), [1]);
  assert.deepEqual(await laptop.next("$ack"), { type: "$ack", group: GROUP, offsets: [1] });
  assert.deepEqual(await laptop.acknowledge(1), [], "it is gone");
  assert.deepEqual(await firstSight(server), waits(2), "a third device");
  assert.deepEqual(await laptop.acknowledge(2), [2]);
  assert.deepEqual((await phone.next("$ack"))["offsets"], [2]);
});

Deno.test("what is acknowledged over HTTP is told to the devices", async () => {
  await using server = await startBoardcast();
  await note(server, 1);
  await using device = await Device.of(server, "ann");
  await device.arrival();
  const { body } = await expectStatus(200, server, "POST", "/api/v1/inbox/ack", {
    token: await mintToken({ sub: "ann" }),
    json: { offsets: [1] },
  });
  assert.deepEqual(body, { acknowledged: [1] });
  assert.deepEqual((await device.next("$ack"))["offsets"], [1]);
});

Deno.test("a device that returns with its positions is told what still waits, and gets only what is new", async () => {
  await using server = await startBoardcast();
  for (const n of [1, 2, 3]) await note(server, n);
  const { epoch, offset } = await note(server, 4);
  {
    await using device = await Device.of(server, "ann");
    await device.arrival();
    await device.acknowledge(2);
  }
  await note(server, 5);
  const positions = JSON.stringify({ [GROUP]: { epoch, offset } });
  await using device = await Device.of(server, "ann", `resume=${encodeURIComponent(positions)}`);
  assert.deepEqual(await device.arrival(), { notes: [5], waiting: [1, 3, 4, 5], gap: null });
});

Deno.test("what was acknowledged while a device was away is no gap for it", async () => {
  await using server = await startBoardcast();
  const { epoch } = await note(server, 1);
  for (const n of [2, 3]) await note(server, n);
  {
    await using device = await Device.of(server, "ann");
    await device.arrival();
    await device.acknowledge(2, 3);
  }
  const positions = JSON.stringify({ [GROUP]: { epoch, offset: 1 } });
  await using device = await Device.of(server, "ann", `resume=${encodeURIComponent(positions)}`);
  assert.deepEqual(await device.arrival(), { notes: [], waiting: [1], gap: null });
});

Deno.test("nobody else sees or acknowledges an inbox", async (t) => {
  await using server = await startBoardcast();
  const { epoch } = await note(server, 1);
  await using bob = await Device.of(server, "bob", `join=${GROUP}`);
  const { groups } = await bob.next("$welcome");
  assert.deepEqual(Object.keys(groups).toSorted(), ["trading_updates", "user_bob"]);
  assert.equal((await bob.next("$error"))["code"], "notAllowed");
  assert.deepEqual(await bob.arrival(), waits());

  await t.step("by a command", async () => {
    assert.deepEqual(await bob.acknowledge(1), []);
    for (const type of ["$join", "$leave"]) {
      assert.equal((await bob.ask({ type, group: GROUP }))["code"], "notAllowed", type);
    }
  });
  await t.step("by a position", async () => {
    const positions = encodeURIComponent(JSON.stringify({ [GROUP]: { epoch, offset: 0 } }));
    await using thief = await Device.of(server, "bob", `resume=${positions}`);
    assert.equal((await thief.ended()).code, 4403);
    await using nobody = await Device.of(server, null, `resume=${positions}`);
    assert.equal((await nobody.ended()).code, 4401);
  });
  await t.step("over HTTP", async () => {
    const token = await mintToken({ sub: "bob", role: "publisher" });
    for (const path of [`/api/v1/groups/${GROUP}`, `/api/v1/groups/${GROUP}/history`]) {
      await expectStatus(403, server, "GET", path, { token });
    }
    const { body } = await expectStatus(200, server, "GET", "/api/v1/inbox", { token });
    assert.deepEqual([body.group, body.publications], ["user_bob", []]);
    const options = { token, json: { offsets: [1] } };
    assert.deepEqual((await expectStatus(200, server, "POST", "/api/v1/inbox/ack", options)).body, {
      acknowledged: [],
    });
  });
  await note(server, 2);
  await note(server, 1, "user_bob");
  assert.equal((await bob.next("note"))["$group"], "user_bob", "the first that comes is his own");
  assert.deepEqual(await firstSight(server), waits(1, 2));
});

Deno.test("an anonymous viewer of an open board has no inbox", async () => {
  await using server = await startBoardcast();
  await using viewer = await Device.of(server, null);
  assert.deepEqual(Object.keys((await viewer.next("$welcome"))["groups"]), ["trading_updates"]);
  assert.equal((await viewer.ask({ type: "$ack", offsets: [1] }))["code"], "notAllowed");
});

Deno.test("$ack takes 1 to 1000 whole numbers from 1, and the connection survives anything else", async () => {
  await using server = await startBoardcast({ env: { BOARDCAST_LIMITS_COMMANDS_PER_SECOND: "1000" } });
  await note(server, 1);
  await using device = await Device.of(server, "ann");
  await device.arrival();
  const many = Array.from({ length: 1001 }, (_, at) => at + 1);
  for (const offsets of [undefined, null, 1, "1", {}, [], [0], [-1], [1.5], ["1"], [null], [2 ** 60], many]) {
    const answer = await device.ask({ type: "$ack", offsets });
    assert.equal(answer["code"], "invalid", JSON.stringify(offsets)?.slice(0, 100));
  }
  assert.deepEqual(await device.acknowledge(...many.slice(0, 1000)), [1]);
});

Deno.test("a thousand messages wait; a device is told of the older ones that it missed", async () => {
  await using server = await startBoardcast();
  for (let at = 0; at < 1010; at += 10) {
    const json = Array.from(
      { length: 10 },
      (_, n) => ({ group: GROUP, message: { type: "note", n: at + n } }),
    );
    await expectStatus(200, server, "POST", "/api/v1/publish", { headers: { "x-api-key": API_KEY }, json });
  }
  const kept = Array.from({ length: 1000 }, (_, at) => at + 11);
  assert.deepEqual(await firstSight(server), waits(...kept));
  const { body } = await expectStatus(200, server, "GET", "/api/v1/inbox", {
    token: await mintToken({ sub: "ann" }),
  });
  assert.deepEqual(body.publications.map(({ offset }: { offset: number }) => offset), kept);
  const positions = encodeURIComponent(JSON.stringify({ [GROUP]: { epoch: body.epoch, offset: 5 } }));
  await using device = await Device.of(server, "ann", `resume=${positions}`);
  const { notes, gap } = await device.arrival();
  assert.deepEqual([notes, gap?.["from"], gap?.["to"], gap?.["cause"]], [kept, 6, 10, "trimmed"]);
});

Deno.test("a page of another site acknowledges nothing with somebody's cookie", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "viewer");
  await using server = await startBoardcast({ data: data.path });
  await note(server, 1);
  const session = await signIn(server, "ann");
  const json = { offsets: [1] };
  const headers = { ...session, origin: "https://elsewhere.example" };
  await expectStatus(403, server, "POST", "/api/v1/inbox/ack", { headers, json });
  const { body } = await expectStatus(200, server, "POST", "/api/v1/inbox/ack", {
    headers: { ...session, origin: server.url },
    json,
  });
  assert.deepEqual(body, { acknowledged: [1] });
});

Deno.test("a plain client is told nothing of an inbox", async () => {
  await using server = await startBoardcast();
  await using plain = await connect(`${server.wsUrl}/ws/trading/`, {
    headers: { authorization: `Bearer ${await mintToken({ sub: "ann" })}` },
  });
  await plain.receive();
  await note(server, 1);
  await publish(server, "trading_updates", { type: "signal_alert", signal: {} });
  assert.equal((await plain.receive())["type"], "signal_alert");
});
