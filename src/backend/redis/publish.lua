#!lua
-- Numbers, keeps, trims and says what is published in one turn of a node: each request as a whole.
-- KEYS: the groups, then the answer of the batch, then those of requests that have an idempotency key.
-- ARGV: the plan as JSON; then three of each draft: its head, its key, its text.
-- The answer is one text a request: "conflict", or "+" (new) or "=" (known from before) and "epoch:offset,…".
local plan = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local answer_key = KEYS[#plan.channels + 1]

local function text(number) return string.format('%.0f', number) end
local function padded(number) return string.format('%016.0f', number) end

local known = redis.call('GET', answer_key)
if known then return cjson.decode(known) end
-- Whoever asked was told that nothing was done.
if now > plan.deadline then return 'late' end

-- Where an event is indexed by keys of another rule, nothing can be trimmed before a node has indexed it anew.
local stale = {}
for _, use in ipairs(plan.uses) do
  local rule = plan.rules[use[2]]
  local mark = redis.call('HGET', KEYS[use[1]], 'mark:' .. rule.event)
  if mark and mark ~= rule.mark then stale[#stale + 1] = use[1] end
end
if #stale > 0 then return { 'stale', stale } end

local groups = {}
local order = {}

local function open(index)
  local group = groups[index]
  if group then return group end
  local base = KEYS[index]
  local meta = redis.call('HMGET', base, 'epoch', 'top', 'lost', 'lost_time')
  group = { base = base, epoch = meta[1], top = tonumber(meta[2] or 0), lines = {} }
  group.lost, group.lost_time = tonumber(meta[3] or 0), tonumber(meta[4] or 0)
  group.was_lost = group.lost
  group.first = group.top + 1
  if not group.epoch then
    group.epoch = plan.epoch
    redis.call('HSET', base, 'epoch', plan.epoch)
  end
  groups[index] = group
  order[#order + 1] = index
  return group
end

local function drop(group, rule, offset, key, is_lost)
  local id = text(offset)
  if is_lost and offset > group.lost then
    local value = redis.call('HGET', group.base .. ':p', id)
    group.lost, group.lost_time = offset, tonumber(string.match(value or '0', '^%d+'))
  end
  redis.call('HDEL', group.base .. ':p', id)
  redis.call('ZREM', group.base .. ':a:' .. rule.event, id)
  if not rule.keyed then return end
  local rows = group.base .. ':x:' .. rule.event
  redis.call('ZREM', rows, key .. '\0' .. padded(offset))
  if redis.call('ZLEXCOUNT', rows, '[' .. key .. '\0', '(' .. key .. '\1') == 0 then
    redis.call('ZREM', group.base .. ':n:' .. rule.event, key)
  end
end

local function expire(group, rule)
  while true do
    local oldest = redis.call('ZRANGE', group.base .. ':a:' .. rule.event, 0, 0)[1]
    if not oldest then return end
    local value = redis.call('HGET', group.base .. ':p', oldest) or '0\n\n\n'
    local time, key = string.match(value, '^(%d+)\n[^\n]*\n([^\n]*)\n')
    if tonumber(time) > now - rule.ms then return end
    drop(group, rule, tonumber(oldest), key, not rule.keyed)
  end
end

local function trim_log(group, rule)
  local all = group.base .. ':a:' .. rule.event
  local excess = redis.call('ZCARD', all) - math.min(rule.count, plan.maxKept)
  if excess <= 0 then return end
  for _, offset in ipairs(redis.call('ZRANGE', all, 0, excess - 1)) do
    drop(group, rule, tonumber(offset), '', true)
  end
end

local function oldest_of(rows, key, count)
  return redis.call('ZRANGEBYLEX', rows, '[' .. key .. '\0', '(' .. key .. '\1', 'LIMIT', 0, count)
end

local function offset_in(row) return tonumber(string.sub(row, -16)) end

local function trim_keys(group, rule, key)
  local rows = group.base .. ':x:' .. rule.event
  local excess = redis.call('ZLEXCOUNT', rows, '[' .. key .. '\0', '(' .. key .. '\1') - rule.count
  if excess > 0 then
    for _, row in ipairs(oldest_of(rows, key, excess)) do drop(group, rule, offset_in(row), key, false) end
  end
  while redis.call('ZCARD', group.base .. ':a:' .. rule.event) > plan.maxKept do
    local oldest_key = redis.call('ZRANGE', group.base .. ':n:' .. rule.event, 0, 0)[1]
    drop(group, rule, offset_in(oldest_of(rows, oldest_key, 1)[1]), oldest_key, true)
  end
end

local function keep(group, rule, head, key, message)
  group.top = group.top + 1
  local offset = text(group.top)
  redis.call('HSET', group.base .. ':p', offset, table.concat({ text(now), head, key, message }, '\n'))
  redis.call('ZADD', group.base .. ':a:' .. rule.event, offset, offset)
  if rule.keyed then
    redis.call('ZADD', group.base .. ':x:' .. rule.event, 0, key .. '\0' .. padded(group.top))
    redis.call('ZADD', group.base .. ':n:' .. rule.event, offset, key)
  end
  if rule.ms > 0 then expire(group, rule) end
  if rule.keyed then trim_keys(group, rule, key) else trim_log(group, rule) end
  if not group['mark:' .. rule.event] then
    group['mark:' .. rule.event] = true
    redis.call('HSET', group.base, 'mark:' .. rule.event, rule.mark)
  end
end

local at = 2
local function take(use)
  local group, rule = open(use[1]), plan.rules[use[2]]
  local head, key, message = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local flag, place = '1', 0
  if rule.transient then
    flag = '0'
  else
    keep(group, rule, head, key, message)
    place = group.top
  end
  local lines = group.lines
  lines[#lines + 1] = flag
  lines[#lines + 1] = head
  lines[#lines + 1] = key
  lines[#lines + 1] = message
  return group.epoch .. ':' .. text(place)
end

local function request(wanted)
  local earlier = wanted.answer > 0 and redis.call('GET', KEYS[wanted.answer])
  if earlier then
    at = at + 3 * #wanted.drafts
    local fingerprint, answer = string.match(earlier, '^([^\n]*)\n(.*)$')
    return fingerprint == wanted.fingerprint and '=' .. answer or 'conflict'
  end
  local places = {}
  for index, use in ipairs(wanted.drafts) do
    local place = take(plan.uses[use])
    at = at + 3
    if index <= wanted.answered then places[index] = place end
  end
  local answer = table.concat(places, ',')
  if wanted.answer > 0 then
    redis.call('SET', KEYS[wanted.answer], wanted.fingerprint .. '\n' .. answer, 'PX', plan.life)
  end
  return '+' .. answer
end

local answers = {}
for index, wanted in ipairs(plan.requests) do answers[index] = request(wanted) end
for _, index in ipairs(order) do
  local group = groups[index]
  if group.top >= group.first then
    redis.call('HSET', group.base, 'top', text(group.top))
    if group.first == 1 then redis.call('PERSIST', group.base) end
  elseif group.top == 0 then
    redis.call('PEXPIRE', group.base, plan.emptyLife)
  end
  if group.lost > group.was_lost then
    redis.call('HSET', group.base, 'lost', text(group.lost), 'lost_time', text(group.lost_time))
  end
  local head = table.concat({ 'p', plan.batch, group.epoch, text(group.first), text(now) }, '\n')
  redis.call('PUBLISH', plan.channels[index], head .. '\n' .. table.concat(group.lines, '\n'))
end
redis.call('SET', answer_key, cjson.encode(answers), 'PX', plan.batchLife)
return answers
