-- Says that a node is alive, and forgets those that have not said so for too long.
-- KEYS: the nodes by the time of their last beat, the facts of this one. ARGV: its id, how long a node may be silent (ms).
-- Answers whether its facts are there, and who is alive.
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local silence = tonumber(ARGV[2])
redis.call("ZADD", KEYS[1], now, ARGV[1])
for _, id in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", now - silence)) do
  redis.call("ZREM", KEYS[1], id)
end
redis.call("PEXPIRE", KEYS[1], silence * 10)
local isThere = redis.call("PEXPIRE", KEYS[2], silence * 10)
return { isThere, redis.call("ZRANGE", KEYS[1], 0, -1) }
