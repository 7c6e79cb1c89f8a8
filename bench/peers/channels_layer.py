"""channels_redis by itself, without a web server around it: what bench/nodes.ts compares with.

receive URL LAYER VIEWERS GROUPS: reads for so many channels until it is told to report on standard input.
send URL LAYER GROUPS RATE SECONDS: sends so many a second (0: as many as it can), and says how many that were.
"""
import asyncio
import json
import sys
import time

from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer

LAYERS = {"pubsub": RedisPubSubChannelLayer, "core": RedisChannelLayer}
PADDING = "x" * 100


def layer_of(url, name):
    return LAYERS[name](hosts=[url])


async def receive(url, name, viewers, groups):
    layer = layer_of(url, name)
    latencies = []

    async def follow(at):
        channel = await layer.new_channel()
        await layer.group_add(f"g{at % groups}", channel)
        print("joined", flush=True)
        while True:
            message = await layer.receive(channel)
            latencies.append((time.time() - message["at"]) * 1000)

    tasks = [asyncio.create_task(follow(at)) for at in range(viewers)]
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line == "clear\n":
            latencies.clear()
            continue
        told = sorted(latencies)
        at = lambda share: told[min(len(told) - 1, int(len(told) * share))] if told else 0
        print(json.dumps({"count": len(told), "p50": at(0.5), "p99": at(0.99)}), flush=True)
    for task in tasks:
        task.cancel()


async def send(url, name, groups, rate, seconds):
    layer = layer_of(url, name)
    sent = 0
    began = time.time()
    while (now := time.time() - began) < seconds:
        if rate and sent >= now * rate:
            await asyncio.sleep(0.001)
            continue
        message = {"type": "price.update", "at": time.time(), "padding": PADDING}
        await layer.group_send(f"g{sent % groups}", message)
        sent += 1
    print(json.dumps({"sent": sent}), flush=True)


if __name__ == "__main__":
    command, url, name, *numbers = sys.argv[1:]
    run = {"receive": receive, "send": send}[command]
    asyncio.run(run(url, name, *[int(number) for number in numbers]))
