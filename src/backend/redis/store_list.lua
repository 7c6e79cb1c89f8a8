#!lua flags=allow-oom
-- The documents of a collection in the order of their ids; those that have expired are forgotten on the way.
-- KEYS: the index. ARGV: what begins the keys of documents, the collection, from where, to where (both as ranges of ids), how many
-- at most, "1" for the last one first.
-- The answer: id, value, …
local command = ARGV[6] == '1' and 'ZREVRANGEBYLEX' or 'ZRANGEBYLEX'
local answer = {}
local from = ARGV[3]
local limit = tonumber(ARGV[5])
while #answer < 2 * limit do
  local ids = redis.call(command, KEYS[1], from, ARGV[4], 'LIMIT', 0, limit)
  if #ids == 0 then return answer end
  for _, id in ipairs(ids) do
    from = '(' .. id
    local value = redis.call('GET', ARGV[1] .. id)
    if not value then
      redis.call('ZREM', KEYS[1], id)
    elseif #answer < 2 * limit then
      answer[#answer + 1] = string.sub(id, #ARGV[2] + 1)
      answer[#answer + 1] = value
    end
  end
end
return answer
