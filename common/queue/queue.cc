#include "common/queue/queue.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "common/id/id.h"
#include "common/log/log.h"
#include "common/queue/metrics.h"
#include "common/status/fault.h"
#include "common/status/macros.h"

namespace nastavnik::queue {
namespace {

constexpr char kGroup[] = "dispatch";

std::string Score(absl::Time time) { return absl::StrCat(absl::ToUnixMicros(time)); }

}  // namespace

Queue::Queue(redis::Client& redis, Source& source, Options options)
    : redis_(redis), source_(source), options_(std::move(options)) {}

std::string Queue::Key(absl::string_view part) const {
  return absl::StrCat(options_.prefix, ":", part);
}

absl::Status Queue::CheckEpoch(std::string& epoch) {
  ASSIGN_OR_RETURN(epoch, source_.Epoch());
  ASSIGN_OR_RETURN(const redis::Reply shown, redis_.Run({"GET", Key("epoch")}));
  if (!epoch.empty() && shown.text == epoch) return absl::OkStatus();
  RETURN_IF_ERROR(Rebuild(shown.IsNil() ? "missing" : "differs"));
  ASSIGN_OR_RETURN(epoch, source_.Epoch());
  return absl::OkStatus();
}

absl::Status Queue::Relay() {
  std::string epoch;
  absl::Status status = CheckEpoch(epoch);
  if (status.ok()) status = RelayRows(epoch);
  if (status.ok()) status = RelayTimes();
  return absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

absl::Status Queue::RelayRows(const std::string& epoch) {
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<std::string> ids, source_.Unplaced(epoch, kBatch));
    if (ids.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(Add(Key("dispatch"), epoch, ids));
    if (static_cast<int>(ids.size()) < kBatch) return absl::OkStatus();
  }
}

absl::Status Queue::Add(const std::string& key, const std::string& epoch,
                        const std::vector<std::string>& ids) {
  std::vector<redis::Command> commands;
  for (const std::string& id : ids)
    commands.push_back({"XADD", key, "*", "id", id, "epoch", epoch});
  ASSIGN_OR_RETURN(const std::vector<redis::Reply> replies, redis_.Pipeline(commands));
  std::vector<std::string> entries;
  for (const redis::Reply& reply : replies) {
    if (reply.IsError())
      return absl::UnavailableError(reply.text);  // OOM: the work waits in PostgreSQL
    entries.push_back(reply.text);
  }
  return source_.Place(epoch, ids, entries);
}

absl::Status Queue::RelayTimes() {
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<NextTime> times, source_.ChangedTimes(kBatch));
    if (times.empty()) return absl::OkStatus();
    std::vector<redis::Command> commands;
    for (const NextTime& next : times) {
      if (next.time) {
        commands.push_back({"ZADD", Key("due"), Score(*next.time), next.id});
      } else {
        commands.push_back({"ZREM", Key("due"), next.id});
      }
    }
    ASSIGN_OR_RETURN(const std::vector<redis::Reply> replies, redis_.Pipeline(commands));
    for (const redis::Reply& reply : replies) {
      if (reply.IsError()) return absl::UnavailableError(reply.text);
    }
    RETURN_IF_ERROR(source_.PlaceTimes(times));
    if (static_cast<int>(times.size()) < kBatch) return absl::OkStatus();
  }
}

absl::Status Queue::Rebuild(absl::string_view reason) {
  const std::string epoch = NewUuid().ToString();
  const std::string stream = Key("dispatch"), new_stream = absl::StrCat(stream, ":", epoch);
  const std::string due = Key("due"), new_due = absl::StrCat(due, ":", epoch);
  RETURN_IF_ERROR(redis_.Run({"DEL", Key("epoch")}).status());
  RETURN_IF_ERROR(source_.BeginEpoch(epoch));
  if (const absl::Status status = Fill(new_stream, new_due, epoch); !status.ok()) {
    (void)redis_.Run({"DEL", new_stream,
                      new_due});  // half a copy only takes memory, and that may be what is short
    return status;
  }
  ASSIGN_OR_RETURN(const std::vector<redis::Reply> renamed,
                   redis_.Pipeline({{"RENAME", new_stream, stream}, {"RENAME", new_due, due}}));
  if (renamed[0].IsError()) return absl::UnavailableError(renamed[0].text);
  if (renamed[1].IsError())
    RETURN_IF_ERROR(redis_.Run({"DEL", due}).status());  // nothing is due: no key was made
  RETURN_IF_ERROR(redis_.Run({"SET", Key("epoch"), epoch}).status());
  RebuildCount(options_.name, reason).Increment();
  log::Info("queue rebuilt", {{"queue", options_.name}, {"reason", reason}});
  return absl::OkStatus();
}

absl::Status Queue::Fill(const std::string& stream, const std::string& due,
                         const std::string& epoch) {
  RETURN_IF_ERROR(redis_.Run({"XGROUP", "CREATE", stream, kGroup, "0", "MKSTREAM"}).status());
  RETURN_IF_ERROR(FillStream(stream, epoch));
  return FillTimes(due);
}

absl::Status Queue::FillStream(const std::string& key, const std::string& epoch) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<std::string> ids, source_.Queued(after, kBatch));
    if (ids.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(Add(key, epoch, ids));
    after = ids.back();
  }
}

absl::Status Queue::FillTimes(const std::string& key) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<NextTime> times, source_.NextTimes(after, kBatch));
    if (times.empty()) return absl::OkStatus();
    redis::Command add = {"ZADD", key};
    for (const NextTime& next : times) {
      add.push_back(Score(next.time.value_or(absl::InfiniteFuture())));
      add.push_back(next.id);
    }
    RETURN_IF_ERROR(redis_.Run(add).status());
    RETURN_IF_ERROR(source_.PlaceTimes(times));
    after = times.back().id;
  }
}

absl::StatusOr<int> Queue::Dispatch(const std::string& worker, int count, absl::Duration wait) {
  const absl::StatusOr<std::vector<Entry>> entries = ReadEntries(worker, count, wait);
  if (!entries.ok()) {
    if (redis::Client::ErrorCode(entries.status()) == "NOGROUP") {
      const absl::Status rebuilt = Rebuild("nogroup");
      if (!rebuilt.ok() && !absl::IsUnavailable(rebuilt)) return rebuilt;
    } else if (!absl::IsUnavailable(entries.status())) {
      return entries.status();
    }
    return DispatchWithout(count);
  }
  for (const Entry& entry : *entries) RETURN_IF_ERROR(WorkOn(entry));
  return static_cast<int>(entries->size());
}

absl::StatusOr<std::vector<Queue::Entry>> Queue::ReadEntries(const std::string& worker, int count,
                                                             absl::Duration wait) {
  redis::Command command = {"XREADGROUP", "GROUP", kGroup, worker, "COUNT", absl::StrCat(count)};
  if (wait > absl::ZeroDuration()) {
    command.insert(command.end(), {"BLOCK", absl::StrCat(absl::ToInt64Milliseconds(wait))});
  }
  command.insert(command.end(), {"STREAMS", Key("dispatch"), ">"});
  ASSIGN_OR_RETURN(const redis::Reply reply, redis_.RunBlocking(command, wait));
  std::vector<Entry> entries;
  if (reply.items.empty()) return entries;  // nothing came
  for (const redis::Reply& message : reply.items[0].items[1].items) {
    entries.push_back({message.items[0].text,
                       message.items[1].items.size() > 1 ? message.items[1].items[1].text : ""});
  }
  return entries;
}

absl::Status Queue::WorkOn(const Entry& entry) {
  if (Fault("ack_first")) RETURN_IF_ERROR(Finish(entry));
  ASSIGN_OR_RETURN(const std::optional<Leased> leased, source_.Lease(entry.id));
  if (leased) {
    if (const absl::Status status = source_.Work(*leased); !status.ok()) {
      log::Warn("dispatch failed",
                {{"queue", options_.name}, {"id", entry.id}, {"cause", status.message()}});
    }
  } else {
    RedeliveryCount(options_.name).Increment();
  }
  // After the commit. Where the work failed, the lease's end brings the row back by a new entry.
  return Fault("ack_first") ? absl::OkStatus() : Finish(entry);
}

// An entry that stays because Redis went away is found by ReclaimPending.
absl::Status Queue::Finish(const Entry& entry) {
  (void)redis_.Pipeline({{"MULTI"},
                         {"XACK", Key("dispatch"), kGroup, entry.entry},
                         {"XDEL", Key("dispatch"), entry.entry},
                         {"EXEC"}});
  return absl::OkStatus();
}

absl::StatusOr<int> Queue::DispatchWithout(int count) {
  ASSIGN_OR_RETURN(const std::vector<Leased> leased, source_.Poll(count));
  for (const Leased& row : leased) {
    if (const absl::Status status = source_.Work(row); !status.ok()) {
      log::Warn("dispatch failed",
                {{"queue", options_.name}, {"id", row.id}, {"cause", status.message()}});
    }
  }
  return static_cast<int>(leased.size());
}

// One row that fails keeps no other from its turn; it comes again with the next sweep. Answers how
// many did not fail.
int Queue::ActOn(const std::vector<std::string>& ids) {
  int acted = 0;
  for (const std::string& id : ids) {
    const absl::Status status = source_.Act(id);
    acted += status.ok();
    if (!status.ok()) {
      log::Warn("term not acted on",
                {{"queue", options_.name}, {"id", id}, {"cause", status.message()}});
    }
  }
  return acted;
}

absl::StatusOr<int> Queue::ActDue(int count) {
  ASSIGN_OR_RETURN(const absl::Time now, source_.Now());
  const absl::StatusOr<redis::Reply> reply = redis_.Run(
      {"ZRANGEBYSCORE", Key("due"), "-inf", Score(now), "LIMIT", "0", absl::StrCat(count)});
  std::vector<std::string> ids;
  if (reply.ok()) {
    for (const redis::Reply& item : reply->items) ids.push_back(item.text);
  } else {
    ASSIGN_OR_RETURN(ids, source_.Overdue(absl::ZeroDuration(), count));
  }
  const int acted = ActOn(ids);
  if (!ids.empty() && reply.ok()) RETURN_IF_ERROR(Relay());  // takes what is done out of Redis
  return acted;
}

absl::Status Queue::Sweep() {
  ASSIGN_OR_RETURN(const Source::Released released, source_.ReleaseExpired());
  LeaseExpirationCount(options_.name).Increment(released.again + released.dead);
  ASSIGN_OR_RETURN(const std::vector<std::string> overdue,
                   source_.Overdue(absl::Seconds(10), kBatch));
  ActOn(overdue);
  absl::Status status = ReclaimPending();
  if (status.ok()) status = FindLost();
  if (status.ok()) status = Relay();
  const bool without = absl::IsUnavailable(status) || !redis::Client::ErrorCode(status).empty();
  return without ? absl::OkStatus() : status;
}

absl::Status Queue::ReclaimPending() {
  ASSIGN_OR_RETURN(
      const redis::Reply reply,
      redis_.Run({"XAUTOCLAIM", Key("dispatch"), kGroup, "sweeper",
                  absl::StrCat(absl::ToInt64Milliseconds(kPendingIdle)), "0", "COUNT", "100"}));
  if (reply.items.size() < 2) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const redis::Reply& message : reply.items[1].items) {
    const Entry entry{message.items[0].text, message.items[1].items[1].text};
    ids.push_back(entry.id);
    RETURN_IF_ERROR(Finish(entry));
  }
  return ids.empty() ? absl::OkStatus() : source_.Unplace(ids);
}

absl::Status Queue::FindLost() {
  ASSIGN_OR_RETURN(const std::string epoch, source_.Epoch());
  ASSIGN_OR_RETURN(const redis::Reply first,
                   redis_.Run({"XRANGE", Key("dispatch"), "-", "+", "COUNT", "1"}));
  const std::string entry = first.items.empty() ? "" : first.items[0].items[0].text;
  ASSIGN_OR_RETURN(const std::vector<std::string> lost, source_.Lost(epoch, entry, kBatch));
  MissingGauge(options_.name).Set(static_cast<double>(lost.size()));
  return lost.empty() ? absl::OkStatus() : source_.Unplace(lost);
}

}  // namespace nastavnik::queue
