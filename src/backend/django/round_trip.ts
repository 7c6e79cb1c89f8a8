import type { Buffer } from "node:buffer";
import { CORE, LayerSender, type LayerSenderParts, PUBSUB, RANDOM_BYTES } from "./layer_sender.ts";
import { SELF_TEST } from "./layer_names.ts";

/** How long a message may be under way. */
const PATIENCE = 5_000;

/** What became of a message that was sent through a layer and back. */
export type TestResult =
  | { readonly ok: true; readonly time: number; readonly ms: number }
  | { readonly ok: false; readonly time: number; readonly reason: string };

/** Sends a message into a private group of the layer, as Django would, and takes it as we take what Django sends. */
export async function roundTrip(parts: LayerSenderParts): Promise<TestResult> {
  const time = Date.now();
  const started = performance.now();
  try {
    const { BACKEND } = parts.layer;
    if (BACKEND !== CORE) await throughPubSub(parts);
    if (BACKEND !== PUBSUB) await throughCore(parts);
    return { ok: true, time, ms: Math.round((performance.now() - started) * 10) / 10 };
  } catch (error) {
    return { ok: false, time, reason: (error as Error).message };
  }
}

async function throughPubSub(parts: LayerSenderParts): Promise<void> {
  const { group, message } = newMessage();
  const { names, links } = parts;
  const link = links[names.channelShard(group)]!;
  const heard = Promise.withResolvers<Uint8Array>();
  await link.subscribe(names.channel(group), (_channel, body) => heard.resolve(body));
  try {
    await new LayerSender(parts).publish(group, message);
    await check(parts, await inTime(heard.promise, link.ended), message);
  } finally {
    await link.unsubscribe(names.channel(group));
  }
}

async function throughCore(parts: LayerSenderParts): Promise<void> {
  const { group, message } = newMessage();
  const { names, links } = parts;
  const member = names.ownMember(group);
  const membersLink = links[names.membersShard(group)]!;
  const link = links[names.receiveShard(member)]!;
  const [members, key] = [names.members(group), names.receiveKey(member)];
  try {
    await membersLink.run("ZADD", members, String(Date.now() / 1000), member);
    await membersLink.run("EXPIRE", members, "60");
    await new LayerSender(parts).put(group, message, { withOwn: true });
    const popped = await link.run<[Buffer, number] | []>("ZPOPMIN", key);
    if (popped.length === 0) throw new Error("The message did not come back");
    await check(parts, popped[0].subarray(RANDOM_BYTES), message);
  } finally {
    await membersLink.run("DEL", members);
    await link.run("DEL", key);
  }
}

function newMessage() {
  const id = crypto.randomUUID();
  return { group: `${SELF_TEST}${id}`, message: { type: "boardcast.self_test", id } };
}

async function check(
  { codec }: LayerSenderParts,
  body: Uint8Array,
  { id }: { id: string },
): Promise<void> {
  const decoded = await codec.decode(body, { ages: true });
  if ("unreadable" in decoded) throw new Error(`The message came back ${decoded.unreadable}`);
  if (decoded.message["id"] !== id) throw new Error("Another message came back");
}

async function inTime<T>(promise: Promise<T>, ended: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`The message did not come back within ${PATIENCE} ms`)),
    PATIENCE,
  );
  const fail = () => late.reject(ended.reason);
  ended.addEventListener("abort", fail);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", fail);
  }
}
