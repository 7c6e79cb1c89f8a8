#!lua flags=allow-oom
-- Indexes all that a group keeps by the rules of a node, after they have changed.
-- KEYS: the group. ARGV: the epoch, the offset and the count of acknowledgements that the node has, the last lost offset and its
-- time, the marks of the events as JSON; then three of each publication: its event, its key, its offset.
-- The answer is whether the node had everything.
local base = KEYS[1]
local meta = redis.call('HMGET', base, 'epoch', 'top', 'acks')
if meta[1] ~= ARGV[1] or (meta[2] or '0') ~= ARGV[2] or (meta[3] or '0') ~= ARGV[3] then return 0 end
local all = redis.call('HGETALL', base)
for index = 1, #all, 2 do
  local event = string.match(all[index], '^mark:(.*)$')
  if event then
    redis.call('HDEL', base, all[index])
    redis.call('DEL', base .. ':a:' .. event, base .. ':x:' .. event, base .. ':n:' .. event)
  end
end
local kept = {}
for index = 7, #ARGV, 3 do
  local event, key, id = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  local value = redis.call('HGET', base .. ':p', id)
  if value then
    kept[id] = true
    local time, head, text = string.match(value, '^(%d+)\n([^\n]*)\n[^\n]*\n(.*)$')
    redis.call('HSET', base .. ':p', id, table.concat({ time, head, key, text }, '\n'))
    redis.call('ZADD', base .. ':a:' .. event, id, id)
    if key ~= '' then
      redis.call('ZADD', base .. ':x:' .. event, 0, key .. '\0' .. string.format('%016.0f', tonumber(id)))
      redis.call('ZADD', base .. ':n:' .. event, id, key)
    end
  end
end
for _, id in ipairs(redis.call('HKEYS', base .. ':p')) do
  if not kept[id] then redis.call('HDEL', base .. ':p', id) end
end
for event, mark in pairs(cjson.decode(ARGV[6])) do redis.call('HSET', base, 'mark:' .. event, mark) end
if tonumber(ARGV[4]) > tonumber(redis.call('HGET', base, 'lost') or 0) then
  redis.call('HSET', base, 'lost', ARGV[4], 'lost_time', ARGV[5])
end
return 1
