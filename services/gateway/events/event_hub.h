#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/jobs/loop.h"
#include "nastavnik/events/v1/event.pb.h"
#include "nastavnik/events/v1/feed.pb.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/events/places.h"

namespace nastavnik::gateway {

// Answers EventService.WatchEvents. One reader follows the feed of each service and passes every
// event to the people who watch and may hear of it; whoever comes back with a token first gets what
// was missed, from the latest events that are kept here or else from the service, and is then told
// live. Nobody is asked about rights for each event: a stream ends when registration's feed says
// that its session or a role of its person has, or when that feed cannot be read for five seconds.
// Thread-safe.
class EventHub {
 public:
  static constexpr absl::Duration kPollInterval = absl::Milliseconds(250);
  static constexpr absl::Duration kTendInterval = absl::Seconds(1);

  // Both must outlive it.
  EventHub(Backends& backends, const ResumeTokens& tokens) : backends_(backends), tokens_(tokens) {}
  ~EventHub();

  // Reads on in the feed of kSources[source]; one thread for each.
  absl::Status Follow(size_t source, jobs::Run& run);
  // What time brings: heartbeats, sessions that run out, questions to be asked again.
  absl::Status Tend();

  // RATE_LIMITED when the person has too many streams already.
  absl::Status Watch(const auth::Identity& caller, const events::v1::WatchEventsRequest& request,
                     std::shared_ptr<MessageSink> sink);
  // Ends every stream, each with its latest token, and refuses new ones.
  void Drain();

 private:
  struct Watcher;
  struct Question;
  using Shared = std::shared_ptr<Watcher>;
  using Questions = std::vector<std::shared_ptr<Question>>;
  // The latest events of a feed.
  struct Feed {
    std::optional<outbox::Place> begin;  // all events behind it are kept; nothing: not read yet
    std::optional<outbox::Place> end;    // has been told
    std::deque<events::v1::FeedEvent> kept;
    absl::Time read_time = absl::InfinitePast();
  };

  bool Trusted() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Keep(Feed& feed, const events::v1::FeedEvent& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Pass(size_t source, const events::v1::FeedEvent& event)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndRevoked(const events::v1::FeedEvent& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(Watcher& watcher, size_t source, const events::v1::FeedEvent& event)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellNothing(Watcher& watcher) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string TokenOf(const Watcher& watcher) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Join(const Shared& watcher, size_t source) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void End(const Shared& watcher, const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(const Shared& watcher) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Shared> All() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Questions NextQuestions() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Ask(const Questions& questions) ABSL_LOCKS_EXCLUDED(mutex_);
  void Caught(const Question& question, const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  Backends& backends_;
  const ResumeTokens& tokens_;
  absl::Mutex mutex_;
  std::array<Feed, kSources.size()> feeds_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<PersonId, std::vector<Shared>> watchers_ ABSL_GUARDED_BY(mutex_);
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<std::shared_ptr<Question>> questions_ ABSL_GUARDED_BY(mutex_);  // not asked yet
  int asking_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace nastavnik::gateway
