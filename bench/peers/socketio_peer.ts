import { Child } from "../../tests/cli/child.ts";
import { NpmProject } from "../../tests/support/npm.ts";
import { stamp } from "../load/stamps.ts";
import { HttpLoad } from "./http_load.ts";
import type { NodesLoad, Peer } from "./peer.ts";

/** A Socket.IO server with the Redis adapter, as its documentation sets it up, that publishes what it is sent by HTTP. */
const NODE = `import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const publisher = createClient({ url: process.argv[2] });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);
const http = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  for (const { group, message } of JSON.parse(Buffer.concat(chunks))) io.to(group).emit("message", message);
  response.end("{}");
});
const io = new Server(http, {
  adapter: createAdapter(publisher, subscriber),
  transports: ["websocket"],
  pingInterval: 600_000,
});
io.on("connection", (socket) => socket.join(socket.handshake.query.group));
http.listen(0, "127.0.0.1", () => console.log("listening on " + http.address().port + ";"));
`;
const PACKAGES = ["socket.io@4.8.4", "@socket.io/redis-adapter@8.3.0", "redis@6.3.1"];
const PADDING = "x".repeat(100);

/** Engine.IO's packet 4 (message) with Socket.IO's 0 (connect), in a masked text frame. */
const HELLO = new Uint8Array([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]);

/** Two nodes of Socket.IO with the Redis adapter, one of which is published to over HTTP. */
export async function startSocketIoPeer(redisUrl: string, load: NodesLoad): Promise<Peer> {
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await NpmProject.with({ "node.js": NODE }, PACKAGES));
  const nodes: { port: number; pid: number }[] = [];
  for (let at = 0; at < 2; at++) {
    const child = stack.use(new Child(["node", `${project.path}/node.js`, redisUrl]));
    const [, port] = await child.printed(/listening on (\d+);/);
    nodes.push({ port: Number(port), pid: child.pid });
  }
  const publish = async (groups: readonly number[]) => {
    const body = JSON.stringify(groups.map((n) => ({
      group: `g${n}`,
      message: { type: "tick", at: stamp(), padding: PADDING },
    })));
    const response = await fetch(`http://127.0.0.1:${nodes[0]!.port}/`, { method: "POST", body });
    await response.body?.cancel();
  };
  const viewed = nodes.map(({ port }) => ({
    port,
    hello: HELLO,
    pathOf: (group: number) => `/socket.io/?EIO=4&transport=websocket&group=g${group}`,
  }));
  const http = stack.use(await HttpLoad.open(viewed, load, publish));
  const parts = stack.move();
  return {
    pids: nodes.map(({ pid }) => pid),
    run: (load) => http.run(load),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
