-- One sliding window and one remembered block, in one call (Redis 6: no functions, no clock of its own).
-- KEYS[1] window of the network ('' counts nothing), KEYS[2] block of the slot
-- ARGV: operation, now in ms, window in ms, most, grain in ms, then per operation
-- A window is a string of entries, oldest first: 5 bytes of grain number, 2 bytes of count.
local operation, now, window, most, grain =
  ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local counts = ARGV[6] == '1'
local ENTRY = '>I5I2'
local SIZE = 7

local function load()
  local raw = redis.call('GET', KEYS[1]) or ''
  local first = 1
  while first + SIZE - 1 <= #raw and struct.unpack(ENTRY, raw, first) * grain + window <= now do first = first + SIZE end
  raw = string.sub(raw, first)
  -- What is not ours, or lies in the future, is no call.
  if #raw % SIZE ~= 0 then return '' end
  for at = 1, #raw, SIZE do
    if struct.unpack(ENTRY, raw, at) * grain > now + grain then return '' end
  end
  return raw
end

local function save(raw)
  if raw == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], raw, 'PX', window + 60000) end
end

-- The time of the entry that must leave before another call fits, or nil.
local function full(raw)
  local seen = 0
  for at = #raw - SIZE + 1, 1, -SIZE do
    local tick, count = struct.unpack(ENTRY, raw, at)
    seen = seen + count
    if seen >= most then return tick * grain end
  end
end

local function add(raw)
  local tick = math.ceil(now / grain)
  if raw ~= '' then
    local last, count = struct.unpack(ENTRY, raw, #raw - SIZE + 1)
    if last == tick and count < 65535 then
      return string.sub(raw, 1, #raw - SIZE) .. struct.pack(ENTRY, tick, count + 1)
    end
  end
  return raw .. struct.pack(ENTRY, tick, 1)
end

local function take(raw, calls)
  while calls > 0 and raw ~= '' do
    local tick, count = struct.unpack(ENTRY, raw, #raw - SIZE + 1)
    local rest = string.sub(raw, 1, #raw - SIZE)
    if count > calls then return rest .. struct.pack(ENTRY, tick, count - calls) end
    raw, calls = rest, calls - count
  end
  return raw
end

if operation == 'admit' then
  local block = redis.call('GET', KEYS[2])
  if block then
    local limit, till, noted, asks = string.match(block, '^(%a+) (%d+) (%d+) (%d)$')
    local fresh = limit and #till < 15 and #noted < 15 and now < tonumber(till) and now < tonumber(noted) + 5000 and now >= tonumber(noted)
    if fresh and asks == ARGV[7] then return {limit, till} end
  end
  if not counts then return {} end
  local raw = load()
  local oldest = full(raw)
  if oldest then return {'ip', string.format('%.0f', oldest + window)} end
  save(add(raw))
elseif operation == 'refuse' then
  if counts then save(take(load(), 1)) end
  redis.call('SET', KEYS[2], table.concat({ARGV[8], ARGV[9], ARGV[2], ARGV[7]}, ' '), 'PX', 5000)
else
  local calls = tonumber(ARGV[7])
  if counts and calls > 0 then save(take(load(), calls)) end
  redis.call('DEL', KEYS[2])
end
return {}
