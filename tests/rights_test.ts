/** Sockets end with what let them in: a role, a membership, the client of an MSP. */
import assert from "node:assert/strict";
import { mintToken, runBoardcast, startBoardcast } from "./support/boardcast.ts";
import { addUser, cookieOf, createDataFolder, PASSWORD, signIn, userCommand } from "./support/accounts.ts";
import { expectStatus, request } from "./support/http_client.ts";
import { connect } from "./support/ws_client.ts";

const CLIENT = "9b1d0c86-0a3f-4b0e-9d55-6a8f4f0f0001";

async function user(data: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runBoardcast(["user", ...args, "--data", data], {
    input: "a long password\n",
  });
  assert.equal(code, 0, stderr);
}

Deno.test("a disabled user's socket is closed with 4401, one with other roles with 4002", async () => {
  const data = await Deno.makeTempDir();
  try {
    await user(data, "add", "ann", "--role", "viewer", "--password-stdin");
    await using server = await startBoardcast({ data });
    const headers = { authorization: `Bearer ${await mintToken({ sub: "ann" })}` };
    for (const [change, code] of [[["role", "ann", "trader"], 4002], [["disable", "ann"], 4401]] as const) {
      await using socket = await connect(`${server.wsUrl}/ws/dashboard/`, { headers });
      await socket.receive();
      await user(data, ...change);
      assert.equal((await socket.closed).code, code, change.join(" "));
    }
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("the viewers of a client are closed with 4002 when it moves to another MSP", async () => {
  await using server = await startBoardcast();
  const admin = { token: await mintToken({ sub: "root", role: "admin" }) };
  const put = (msp_id: string) =>
    expectStatus(msp_id === "m1" ? 201 : 200, server, "PUT", `/api/v1/clients/${CLIENT}`, {
      ...admin,
      json: { name: "C", msp_id },
    });
  await put("m1");
  const token = await mintToken({ sub: "mina", role: "msp_admin", msp_id: "m1" });
  await using socket = await connect(`${server.wsUrl}/api/v1/ws/client/${CLIENT}/engagement?token=${token}`);
  await socket.receive();
  await put("m2");
  assert.equal((await socket.closed).code, 4002);
});

Deno.test("a login after a new password is not ended by it; one before it is", async () => {
  await using folder = await createDataFolder();
  await addUser(folder.path, "ann", "--role", "viewer");
  await using server = await startBoardcast({ data: folder.path });
  const open = async () => {
    const { cookie } = await signIn(server, "ann");
    const socket = await connect(`${server.wsUrl}/ws/dashboard/`, {
      headers: { cookie },
      origin: server.url,
    });
    await socket.receive();
    return socket;
  };
  await userCommand(folder.path, ["password", "ann", "--password-stdin"], PASSWORD);
  await using after = await open();
  await userCommand(folder.path, ["role", "ann", "trader"]);
  assert.equal((await after.ended()).code, 4002, "not by the password, which was new before");
  await using before = await open();
  await userCommand(folder.path, ["password", "ann", "--password-stdin"], PASSWORD);
  assert.equal((await before.ended()).code, 4401);
});

Deno.test("signing out ends what the access token of that login opened, and the token", async () => {
  await using folder = await createDataFolder();
  await addUser(folder.path, "ann", "--role", "viewer");
  await using server = await startBoardcast({ data: folder.path });
  const login = await expectStatus(200, server, "POST", "/api/auth/login/", {
    json: { username: "ann", password: PASSWORD },
  });
  const { access } = login.body;
  const protocols = ["boardcast.v1", `bearer.${access}`];
  await using socket = await connect(`${server.wsUrl}/ws/trading/`, { protocols });
  await socket.receive();
  await request(server, "POST", "/auth/logout/", {
    headers: { cookie: cookieOf(login), origin: server.url },
  });
  assert.equal((await socket.ended()).code, 4401);
  await using again = await connect(`${server.wsUrl}/ws/trading/`, { protocols });
  assert.equal((await again.ended()).code, 4401);
});
