#!lua
-- Writes documents, all at once, if those that were read are still as they were.
-- KEYS: the documents, then their index. ARGV: how many were read; of each its value then ("" if it was not there); then of each
-- written its place among the keys, its id in the index, its value ("" to delete it), when it expires ("0": never).
-- The answer is whether it was done.
local index = KEYS[#KEYS]
local reads = tonumber(ARGV[1])
for at = 1, reads do
  if (redis.call('GET', KEYS[at]) or '') ~= ARGV[at + 1] then return 0 end
end
for at = reads + 2, #ARGV, 4 do
  local key, id, value, expires = KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if value == '' then
    redis.call('DEL', key)
    redis.call('ZREM', index, id)
  else
    redis.call('SET', key, value)
    if expires ~= '0' then redis.call('PEXPIREAT', key, expires) end
    redis.call('ZADD', index, 0, id)
  end
end
return 1
