// A Socket.IO server with the Redis adapter, as its documentation sets it up: one of two nodes that bench/nodes.ts compares with.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [redisUrl] = process.argv.slice(2);
const publisher = createClient({ url: redisUrl });
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
http.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
