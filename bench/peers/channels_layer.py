"""channels_redis by itself, without a web server around it: what bench/nodes.ts compares with.

receive URL LAYER VIEWERS GROUPS FIRST STEP: reads in the groups of viewers FIRST, FIRST + STEP …; answers "report N" lines.
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
AT_ONCE = 64


async def receive(layer, viewers, groups, first, step):
    latencies = []

    async def follow(channel):
        while True:
            message = await layer.receive(channel)
            latencies.append((time.time() - message["at"]) * 1000)

    tasks = []
    for at in range(first, viewers, step):
        channel = await layer.new_channel()
        await layer.group_add(f"g{at // step % groups}", channel)
        tasks.append(asyncio.create_task(follow(channel)))
    print(json.dumps({"ready": len(tasks)}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, number = line.split()
        told = sorted(latencies)
        if command == "clear":
            latencies.clear()
        print(json.dumps({"report": int(number), "latencies": told if command == "report" else []}), flush=True)
    for task in tasks:
        task.cancel()


async def send(layer, groups, rate, seconds):
    sent = 0

    async def one(number):
        await layer.group_send(f"g{number % groups}", {"type": "tick", "at": time.time(), "padding": PADDING})

    began = time.time()
    while (now := time.time() - began) < seconds:
        due = min(int(now * rate) - sent, AT_ONCE) if rate else AT_ONCE
        if due <= 0:
            await asyncio.sleep(0.001)
            continue
        await asyncio.gather(*(one(sent + at) for at in range(due)))
        sent += due
    print(json.dumps({"sent": sent, "ms": (time.time() - began) * 1000}), flush=True)


if __name__ == "__main__":
    command, url, name, *numbers = sys.argv[1:]
    run = {"receive": receive, "send": send}[command]
    asyncio.run(run(LAYERS[name](hosts=[url]), *[int(number) for number in numbers]))
