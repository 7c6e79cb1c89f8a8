#!lua flags=allow-oom
-- Takes publications out of a group: they are acknowledged, or their time is over.
-- KEYS: the group. ARGV: the batch, how it is said ("" if they have expired), the channel, the last lost offset and its time, the
-- offsets. The answer is those that were there.
local base = KEYS[1]
local removed = {}
for index = 6, #ARGV do
  local id = ARGV[index]
  local value = redis.call('HGET', base .. ':p', id)
  if value then
    local head, key = string.match(value, '^%d+\n([^\n]*)\n([^\n]*)\n')
    local event = cjson.decode(head)[1]
    redis.call('HDEL', base .. ':p', id)
    redis.call('ZREM', base .. ':a:' .. event, id)
    if key ~= '' then
      local rows = base .. ':x:' .. event
      redis.call('ZREM', rows, key .. '\0' .. string.format('%016.0f', tonumber(id)))
      if redis.call('ZLEXCOUNT', rows, '[' .. key .. '\0', '(' .. key .. '\1') == 0 then
        redis.call('ZREM', base .. ':n:' .. event, key)
      end
    end
    removed[#removed + 1] = id
  end
end
if ARGV[2] == '' then
  if tonumber(ARGV[4]) > tonumber(redis.call('HGET', base, 'lost') or 0) then
    redis.call('HSET', base, 'lost', ARGV[4], 'lost_time', ARGV[5])
  end
elseif #removed > 0 then
  local acks = redis.call('HINCRBY', base, 'acks', 1)
  local epoch = redis.call('HGET', base, 'epoch')
  local message = { 'a', ARGV[1], epoch, string.format('%.0f', acks), table.concat(removed, ',') }
  redis.call('PUBLISH', ARGV[3], table.concat(message, '\n'))
end
return removed
