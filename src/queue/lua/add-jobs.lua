-- Adds the jobs of one queue to BullMQ's keys, as its script addStandardJob does for each (bullmq 6.7.0), but without the
-- events, to which nobody here listens. Jobs already there stay as they are.
--   KEYS  wait, delayed, active, meta, marker of the queue
--   ARGV  1 prefix of the queue's keys
--         2 now, in ms since the epoch
--         3 JSON: [[job id, delivery's id, delay in ms (0: at once)], ...]
-- Returns how many were added.
local wait, delayed, active, meta, marker = unpack(KEYS)
local prefix, now = ARGV[1], tonumber(ARGV[2])
local options = '{"removeOnComplete":true,"removeOnFail":true}'

local added, waiting, later = 0, false, false
for _, job in ipairs(cjson.decode(ARGV[3])) do
  local id, delivery, delay = job[1], job[2], job[3]
  local key = prefix .. id
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'name', 'deliver', 'data', cjson.encode({ delivery = delivery }), 'opts', options,
      'timestamp', ARGV[2], 'delay', delay, 'priority', 0)
    added = added + 1
    if delay > 0 then
      -- BullMQ keeps twelve bits below the millisecond to order jobs of the same one, which here need no order.
      redis.call('ZADD', delayed, (now + delay) * 0x1000, id)
      later = true
    else
      redis.call('LPUSH', wait, id)
      waiting = true
    end
  end
end

-- The marker is what idle workers wait for: 0 says that there is a job, 1 when the next delayed one comes due.
if waiting then
  local paused, concurrency = unpack(redis.call('HMGET', meta, 'paused', 'concurrency'))
  if not paused and not (concurrency and redis.call('LLEN', active) >= tonumber(concurrency)) then
    redis.call('ZADD', marker, 0, '0')
  end
end
if later then
  local next = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
  redis.call('ZADD', marker, tonumber(next) / 0x1000, '1')
end
return added
