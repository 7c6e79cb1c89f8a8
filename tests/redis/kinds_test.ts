/** Redis behind sentinels, Redis over TLS, and a user of Redis who may do no more than is needed. */
import assert from "node:assert/strict";
import { numbered, publishAll } from "../support/plant.ts";
import { freePort, startRedis } from "../support/redis.ts";
import { eventually, startNode } from "../support/redis_nodes.ts";
import { offsets, reached, ReturningViewer } from "../support/returning_viewer.ts";

/** The rights that a node needs, as docs/deployment.md says. */
const RIGHTS =
  "~boardcast:* &boardcast:* &boardcast:in:* +@read +@write +@scripting +@pubsub +@connection +time -@dangerous";

Deno.test("the master fails, the sentinels name another one: nodes go there, and nothing replicated is missing", async () => {
  await using master = await startRedis();
  await using replica = await startRedis({ args: ["--replicaof", "127.0.0.1", String(master.port)] });
  await eventually(
    "the replica has the data",
    async () => (await replica.cli("INFO", "replication")).includes("master_link_status:up"),
  );
  await using sentinel = await startSentinel(master.port);
  await eventually(
    "the sentinel knows the replica",
    async () => (await sentinel.cli("SENTINEL", "REPLICAS", "main")).includes(`127.0.0.1:${replica.port}`),
  );
  await using node = await startNode(sentinel.url, { BOARDCAST_REDIS_SENTINEL: "main" });
  await using viewer = new ReturningViewer(node, "a");
  await viewer.catchUp("log_a");
  await publishAll(node, numbered("log_a", 1, 5));
  await reached(viewer, "log_a", 5);
  assert.equal(await master.cli("WAIT", "1", "5000"), "1");
  await eventually(
    "the replica is where the master is",
    async () => await offsetOf(replica.cli) === await offsetOf(master.cli),
  );
  await master.stop();
  await eventually("the replica is the master", async () => (await replica.cli("ROLE")).startsWith("master"));
  await eventually(
    "it can be published again",
    () => publishAll(node, numbered("log_a", 6, 6), { key: "six" }).then(() => true, () => false),
  );
  await reached(viewer, "log_a", 6);
  assert.deepEqual(viewer.of("log_a").filter((line) => /^\d+$/.test(line)), offsets(1, 6));
  assert.deepEqual(viewer.gapFrames, []);
  viewer.assertSound();
});

Deno.test("a node speaks TLS with Redis, shows its certificate, and trusts no other", async () => {
  await using files = await makeCertificate();
  const tlsPort = freePort();
  const { cert, key } = files;
  const tls = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert];
  await using redis = await startRedis({ args: ["--tls-port", String(tlsPort), ...tls] });
  const url = `rediss://127.0.0.1:${tlsPort}`;
  const trusted = { BOARDCAST_REDIS_CA_FILE: cert };
  await assert.rejects(startNode(url), /Cannot use Redis at 127\.0\.0\.1:\d+: /);
  const shown = { ...trusted, BOARDCAST_REDIS_CERT_FILE: cert, BOARDCAST_REDIS_KEY_FILE: key };
  await using node = await startNode(url, shown);
  await publishAll(node, numbered("log_a", 1, 2));
  await using viewer = new ReturningViewer(node, "a");
  assert.deepEqual(await viewer.catchUp("log_a"), [...offsets(1, 2), "resumed 0-2"]);
  assert.match(await redis.cli("CLIENT", "LIST"), /:\d+ /);
});

Deno.test("a node needs of its Redis user no more than is documented", async () => {
  await using redis = await startRedis();
  await redis.cli("ACL", "SETUSER", "boardcast", "on", ">hunter2", ...RIGHTS.split(" "));
  const user = { BOARDCAST_REDIS_USER: "boardcast", BOARDCAST_REDIS_PASSWORD: "hunter2" };
  await using one = await startNode(redis.url, user);
  await using other = await startNode(redis.url, user);
  await using viewer = new ReturningViewer(other, "a");
  await viewer.catchUp("log_a");
  await publishAll(one, numbered("log_a", 1, 3), { key: "k" });
  await reached(viewer, "log_a", 3);
  assert.equal(await redis.cli("ACL", "LOG"), "", "it was refused nothing");
  const documented = await Deno.readTextFile(new URL("../../docs/deployment.md", import.meta.url));
  assert.ok(documented.includes(RIGHTS), "the rights stand in docs/deployment.md");
});

async function offsetOf(cli: (...args: string[]) => Promise<string>): Promise<string | undefined> {
  return /master_repl_offset:(\d+)/.exec(await cli("INFO", "replication"))?.[1];
}

/** A sentinel that decides alone, and fast. */
async function startSentinel(master: number) {
  const port = freePort();
  const folder = await Deno.makeTempDir();
  const file = `${folder}/sentinel.conf`;
  await Deno.writeTextFile(
    file,
    [
      `port ${port}`,
      "bind 127.0.0.1",
      `dir ${folder}`,
      `sentinel monitor main 127.0.0.1 ${master} 1`,
      "sentinel down-after-milliseconds main 1000",
      "sentinel failover-timeout main 5000",
    ].join("\n"),
  );
  const child = new Deno.Command("redis-server", {
    args: [file, "--sentinel"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const cli = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("redis-cli", { args: ["-p", String(port), ...args] }).output();
    return new TextDecoder().decode(stdout).trimEnd();
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    cli,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A certificate for 127.0.0.1 that signs itself, for both ends. */
async function makeCertificate() {
  const folder = await Deno.makeTempDir();
  const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      ...args,
      "-days",
      "2",
      "-subj",
      "/CN=redis",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-out",
      cert,
      "-keyout",
      key,
    ],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return { cert, key, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}
