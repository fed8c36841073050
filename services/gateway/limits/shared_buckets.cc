#include "services/gateway/limits/shared_buckets.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/status/fault.h"
#include "common/status/macros.h"

namespace nastavnik::gateway {
namespace {

// For each key: interval, room, furthest TAT ahead of now, wanted -> granted, free, wait; times in
// microseconds, which a double holds exactly until the year 2255. The clamped TAT is written back:
// else a clock that was set back would lock its bucket until it has caught up.
constexpr redis::Script kTake = {"take_tokens", R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer = {}
for i, key in ipairs(KEYS) do
  local interval, room, furthest, wanted = unpack(ARGV, 4 * i - 3, 4 * i)
  interval, room, furthest, wanted = interval + 0, room + 0, furthest + 0, wanted + 0
  local kept = tonumber(redis.call('GET', key) or now)
  local tat = math.min(math.max(kept, now), now + furthest)
  local free = math.max(0, math.floor((now + room - tat) / interval))
  local granted = math.min(free, wanted)
  tat = tat + granted * interval
  if granted > 0 or tat < kept then
    redis.call('SET', key, string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000) + 1)
  end
  table.insert(answer, granted)
  table.insert(answer, free - granted)
  table.insert(answer, math.max(0, math.ceil(tat + interval - now - room)))
end
return answer
)"};

std::string Micros(absl::Duration duration) {
  return absl::StrCat(absl::ToInt64Microseconds(duration));
}

}  // namespace

absl::StatusOr<std::vector<Grant>> TakeShared(redis::Client& redis,
                                              const std::vector<Wish>& wishes) {
  std::vector<std::string> keys, arguments;
  for (const Wish& wish : wishes) {
    const absl::Duration furthest =
        Fault("gcra_no_clamp") ? absl::Hours(24 * 365) : wish.rate.room();
    keys.push_back(wish.key);
    arguments.insert(arguments.end(), {Micros(wish.rate.interval), Micros(wish.rate.room()),
                                       Micros(furthest), absl::StrCat(wish.wanted)});
  }
  ASSIGN_OR_RETURN(const redis::Reply reply, redis.Eval(kTake, keys, arguments));
  if (reply.items.size() != 3 * wishes.size()) return absl::InternalError("redis: an odd answer");
  std::vector<Grant> grants;
  for (size_t i = 0; i < reply.items.size(); i += 3) {
    grants.push_back({static_cast<int>(reply.items[i].integer),
                      static_cast<int>(reply.items[i + 1].integer),
                      absl::Microseconds(reply.items[i + 2].integer)});
  }
  return grants;
}

}  // namespace nastavnik::gateway
