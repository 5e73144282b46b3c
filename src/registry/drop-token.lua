-- Forgets a token if it is still the one that was read: a newer one stays.
-- KEYS[1] the token's key
-- ARGV[1] its sealed value, as read
-- Returns 1 when it was forgotten, else 0.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
