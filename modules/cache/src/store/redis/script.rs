//! What Redis does at once. The marks of a tenant are one hash: when which keys (`k…`), tags
//! (`t…`) and prefixes (`p`) were invalidated last, in microseconds of the server's clock made
//! strictly increasing (`n`), and when it began (`born`): what is older than that is not trusted,
//! so that a hash that was evicted brings nothing back. One that nobody has written for a week goes.
//!
//! An entry is a line, `since ends stale kind stripes`, and the value after it. Times are those of
//! the server; no clock of a client counts.

/// Reads the time of the marks, and makes them if they are missing.
macro_rules! begin {
    ($rest:literal) => {
        concat!(
            r"
local marks = KEYS[1]
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local millis = math.floor(micros / 1000)
local n = redis.call('HGET', marks, 'n')
if not n then
  n = string.format('%.0f', micros)
  redis.call('HSET', marks, 'n', n, 'born', n)
  redis.call('PEXPIRE', marks, 604800000)
end
local function later()
  local at = math.max(tonumber(n) + 1, micros)
  n = string.format('%.0f', at)
  redis.call('HSET', marks, 'n', n)
  redis.call('PEXPIRE', marks, 604800000)
  return n
end
local function holds(since, fields)
  local at = redis.call('HMGET', marks, 'born', unpack(fields))
  for i = 1, #at do
    if at[i] and tonumber(at[i]) > since then return false end
  end
  return at[1] ~= false
end
local function fields_of(stripes)
  local fields = {}
  for stripe in string.gmatch(stripes, '%d+') do fields[#fields + 1] = 't' .. stripe end
  return fields
end
",
            $rest
        )
    };
}

/// Keys: the marks, the entries. Arguments: the idle time in ms, or 0. Gives the time of the marks,
/// then for each entry its kind (or nothing), what is left of its life and how much of that is
/// stale, and the value.
pub(super) const READ: &str = begin!(
    r"
local idle = tonumber(ARGV[1])
local out = {n}
for i = 2, #KEYS do
  local found = false
  local text = redis.call('GET', KEYS[i])
  if text then
    local line, rest = string.match(text, '^([^\n]*)\n()')
    local since, ends, stale, kind, stripes
    if line then
      since, ends, stale, kind, stripes = string.match(line, '^(%d+) (%d+) (%d+) (%a) ([%d,]*)$')
    end
    local left = since and tonumber(ends) - millis
    if left and left > 0 and holds(tonumber(since), fields_of(stripes)) then
      found = true
      if idle > 0 then
        redis.call('PEXPIRE', KEYS[i], string.format('%.0f', math.min(idle, left)))
      end
      out[#out + 1] = {kind, string.format('%.0f', left), stale, string.sub(text, rest)}
    else
      redis.call('UNLINK', KEYS[i])
    end
  end
  if not found then out[#out + 1] = false end
end
return out
"
);

/// Keys: the marks, the entry. Arguments: the time of the look or nothing, the mark of the key,
/// what it lives in ms, how much of that it is stale, the idle time or 0, the kind, the stripes,
/// the value, the channel, what is told there. Gives whether it is kept.
pub(super) const WRITE: &str = begin!(
    r"
local since = ARGV[1]
if since == '' then
  since = later()
  redis.call('HSET', marks, ARGV[2], since)
else
  local fields = fields_of(ARGV[7])
  fields[#fields + 1] = ARGV[2]
  fields[#fields + 1] = 'p'
  if not holds(tonumber(since), fields) then return 0 end
end
local whole = tonumber(ARGV[3])
local line = string.format('%s %.0f %s %s %s\n', since, millis + whole, ARGV[4], ARGV[6], ARGV[7])
local idle = tonumber(ARGV[5])
if idle > 0 then whole = math.min(whole, idle) end
redis.call('SET', KEYS[2], line .. ARGV[8], 'PX', string.format('%.0f', whole))
if ARGV[1] == '' then redis.call('PUBLISH', ARGV[9], ARGV[10]) end
return 1
"
);

/// Keys: the marks, and an entry if it is one. Arguments: the mark, the channel, what is told there
/// or nothing.
pub(super) const INVALIDATE: &str = begin!(
    r"
redis.call('HSET', marks, ARGV[1], later())
if KEYS[2] then redis.call('UNLINK', KEYS[2]) end
if ARGV[3] ~= '' then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return 1
"
);
