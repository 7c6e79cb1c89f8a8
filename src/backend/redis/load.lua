#!lua flags=allow-oom
-- What a group keeps: all of it, or only what is after the offset that a node has if that is enough.
-- KEYS: the group. ARGV: an epoch for a group that has none, how long such a one is remembered (ms), the epoch, the offset and
-- the count of acknowledgements that are known, how many publications at most are read one by one, when the publication at that
-- offset was published ("0" if it is not kept).
-- The answer: epoch, offset, offset and time of the last lost one, acknowledgements, "all" or "rest", offset, value, …
local base = KEYS[1]
local meta = redis.call('HMGET', base, 'epoch', 'top', 'lost', 'lost_time', 'acks')
local top = meta[2] or '0'
if not meta[1] then
  meta[1] = ARGV[1]
  redis.call('HSET', base, 'epoch', ARGV[1])
end
local function is_fork()
  if meta[1] ~= ARGV[3] then return false end
  if tonumber(top) < tonumber(ARGV[4]) then return true end
  local value = ARGV[7] ~= '0' and redis.call('HGET', base .. ':p', ARGV[4])
  return value and string.match(value, '^%d+') ~= ARGV[7]
end
-- Redis has come back with older data: what had these offsets is not what viewers have.
if is_fork() then
  meta[1] = ARGV[1]
  redis.call('HSET', base, 'epoch', ARGV[1])
end
if top == '0' then redis.call('PEXPIRE', base, ARGV[2]) end
local answer = { meta[1], top, meta[3] or '0', meta[4] or '0', meta[5] or '0' }
local from, to = tonumber(ARGV[4]), tonumber(top)
local is_close = meta[1] == ARGV[3] and answer[5] == ARGV[5] and to >= from and to - from <= tonumber(ARGV[6])
if not is_close then
  answer[6], answer[7] = 'all', redis.call('HGETALL', base .. ':p')
  return answer
end
local rest = {}
for offset = from + 1, to do
  local id = string.format('%.0f', offset)
  local value = redis.call('HGET', base .. ':p', id)
  if value then
    rest[#rest + 1] = id
    rest[#rest + 1] = value
  end
end
answer[6], answer[7] = 'rest', rest
return answer
