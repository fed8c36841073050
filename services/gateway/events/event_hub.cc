#include "services/gateway/events/event_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/auth/token.h"
#include "common/outbox/event.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/gateway/events/event_filter.h"

namespace nastavnik::gateway {
namespace {

using events::v1::FeedEvent;

constexpr int kPage = 500;
constexpr size_t kKept = 2000;  // of each feed: minutes of a busy day, about 1 MB
constexpr size_t kMostOfPerson = 10;
constexpr size_t kMostWatchers = 20'000;
constexpr int kMostAsking = 32;  // so that many who come back at once do not drown the services
constexpr absl::Duration kHeartbeat = absl::Seconds(15);
constexpr absl::Duration kPatience = absl::Seconds(2);   // of a question to a service
constexpr absl::Duration kMostBlind = absl::Seconds(5);  // without news of rights
constexpr size_t kRegistration = 0;                      // in kSources

absl::Status Away(absl::string_view message) {
  return ToStatus({.code = absl::StatusCode::kUnavailable,
                   .reason = "UNAVAILABLE",
                   .message = std::string(message),
                   .retry_after = absl::Seconds(3)});
}

absl::Status TooMany() {
  return ToStatus({.code = absl::StatusCode::kResourceExhausted,
                   .reason = "RATE_LIMITED",
                   .message = absl::StrCat("Открыто больше ", kMostOfPerson, " лент событий."),
                   .retry_after = absl::Seconds(10)});
}

outbox::Place PlaceOf(const FeedEvent& event) {
  return outbox::Place::Parse(event.place()).value_or(outbox::Place());
}

}  // namespace

// One stream.
struct EventHub::Watcher {
  PersonId person;
  std::string session;
  absl::Time expire_time;
  EventFilter filter;
  std::shared_ptr<MessageSink> sink;
  Places places;                                // told of each feed, while it is not live
  std::array<bool, kSources.size()> live{};     // hears of the feed as it is read
  std::array<bool, kSources.size()> waiting{};  // a question is asked or about to be
  absl::Time told_time;
  bool over = false;
};

// What a watcher missed of one feed.
struct EventHub::Question {
  Shared watcher;
  size_t source;
  events::v1::ReadFeedRequest request;
  events::v1::ReadFeedResponse response;
};

EventHub::~EventHub() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](int* asking) { return *asking == 0; }, &asking_));
}

absl::Status EventHub::Follow(size_t source, jobs::Run& run) {
  events::v1::ReadFeedRequest request;
  request.set_page_size(kPage);
  {
    const absl::MutexLock lock(&mutex_);
    const Feed& feed = feeds_[source];
    request.set_from_end(!feed.end);
    if (feed.end) request.set_resume_token(feed.end->ToToken());
  }
  const absl::Time asked = absl::Now();
  events::v1::ReadFeedResponse page;
  const absl::Status status =
      backends_.CallOwn(kSources[source], InternalMethod(kSources[source], "ReadFeed"), request,
                        &page, asked + kPatience);
  // A service that is away is asked again at once: its return must not be noticed late.
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) return absl::OkStatus();
  RETURN_IF_ERROR(status);
  {
    const absl::MutexLock lock(&mutex_);
    Feed& feed = feeds_[source];
    for (const FeedEvent& event : page.events()) {
      Keep(feed, event);
      Pass(source, event);
    }
    feed.end = outbox::Place::Parse(page.resume_token());
    if (!feed.begin) feed.begin = feed.end;
    feed.read_time = asked;
  }
  if (page.more()) run.Again();
  return absl::OkStatus();
}

void EventHub::Keep(Feed& feed, const FeedEvent& event) {
  feed.end = PlaceOf(event);
  feed.kept.push_back(event);
  if (feed.kept.size() <= kKept) return;
  feed.begin = PlaceOf(feed.kept.front());
  feed.kept.pop_front();
}

void EventHub::Pass(size_t source, const FeedEvent& event) {
  if (source == kRegistration) EndRevoked(event);
  for (const std::string& text : event.recipients()) {
    const auto person = PersonId::Parse(text);
    if (!person) continue;
    if (*person == kEverybody) {
      for (const Shared& watcher : All()) {
        if (watcher->live[source]) Tell(*watcher, source, event);
      }
    } else if (const auto found = watchers_.find(*person); found != watchers_.end()) {
      for (const Shared& watcher : found->second) {
        if (watcher->live[source]) Tell(*watcher, source, event);
      }
    }
  }
}

void EventHub::EndRevoked(const FeedEvent& event) {
  const bool session = event.type() == "nastavnik.session.revoked.v1";
  if (!session && event.type() != "nastavnik.role.revoked.v1") return;
  for (const std::string& text : event.recipients()) {
    const auto person = PersonId::Parse(text);
    const auto found = person ? watchers_.find(*person) : watchers_.end();
    if (found == watchers_.end()) continue;
    const std::vector<Shared> theirs = found->second;
    for (const Shared& watcher : theirs) {
      if (!session) End(watcher, Away("Права изменились: откройте ленту заново."));
      if (session && event.subject() == absl::StrCat("sessions/", watcher->session))
        End(watcher, auth::Unauthenticated());
    }
  }
}

void EventHub::Tell(Watcher& watcher, size_t source, const FeedEvent& event) {
  const outbox::Place place = PlaceOf(event);
  if (watcher.over || watcher.places[source] >= place) return;
  watcher.places[source] = place;
  if (!watcher.filter.Takes(event)) return;
  events::v1::WatchEventsResponse response;
  *response.mutable_event() = Told(event);
  response.set_resume_token(TokenOf(watcher));
  watcher.told_time = absl::Now();
  watcher.sink->Send(response);
}

void EventHub::TellNothing(Watcher& watcher) {
  events::v1::WatchEventsResponse response;
  response.set_resume_token(TokenOf(watcher));
  watcher.told_time = absl::Now();
  watcher.sink->Send(response);
}

std::string EventHub::TokenOf(const Watcher& watcher) const {
  Places places = watcher.places;
  for (size_t i = 0; i < places.size(); ++i) {
    if (watcher.live[i]) places[i] = std::max(places[i], feeds_[i].end);
  }
  return tokens_.Seal(watcher.person, places, absl::Now());
}

absl::Status EventHub::Watch(const auth::Identity& caller,
                             const events::v1::WatchEventsRequest& request,
                             std::shared_ptr<MessageSink> sink) {
  const auto watcher = std::make_shared<Watcher>();
  watcher->person = caller.caller.person;
  watcher->session = caller.caller.session;
  watcher->expire_time = caller.expire_time;
  watcher->filter = EventFilter::Of(request);
  watcher->sink = std::move(sink);
  const bool resumes = !request.resume_token().empty();
  if (resumes) {
    ASSIGN_OR_RETURN(watcher->places, tokens_.Open(watcher->person, request.resume_token(),
                                                   "resumeToken", absl::Now()));
  }
  Questions next;
  {
    const absl::MutexLock lock(&mutex_);
    if (draining_ || !Trusted()) return Away("Лента событий сейчас недоступна.");
    const auto theirs = watchers_.find(watcher->person);
    if (count_ >= kMostWatchers ||
        (theirs != watchers_.end() && theirs->second.size() >= kMostOfPerson))
      return TooMany();
    watchers_[watcher->person].push_back(watcher);
    ++count_;
    for (size_t i = 0; i < kSources.size(); ++i) {
      if (!resumes) watcher->places[i] = feeds_[i].end;
      Join(watcher, i);
    }
    TellNothing(*watcher);  // the place to come back to, if nothing ever happens
    next = NextQuestions();
  }
  Ask(next);
  watcher->sink->OnEnd([this, weak = std::weak_ptr(watcher)] {
    const Shared ended = weak.lock();
    const absl::MutexLock lock(&mutex_);
    if (ended != nullptr) Forget(ended);
  });
  return absl::OkStatus();
}

bool EventHub::Trusted() const {
  return absl::Now() - feeds_[kRegistration].read_time < kMostBlind;
}

// From what is kept, or by a question to the service.
void EventHub::Join(const Shared& watcher, size_t source) {
  const Feed& feed = feeds_[source];
  std::optional<outbox::Place>& place = watcher->places[source];
  if (!feed.end || watcher->over || watcher->waiting[source]) return;
  if (!place) place = feed.end;
  if (*place >= *feed.begin) {
    for (const FeedEvent& event : feed.kept) {
      const auto& recipients = event.recipients();
      const bool theirs = std::any_of(recipients.begin(), recipients.end(), [&](const auto& text) {
        const auto person = PersonId::Parse(text);
        return person && (*person == watcher->person || *person == kEverybody);
      });
      if (theirs) Tell(*watcher, source, event);
    }
    watcher->live[source] = true;
    return;
  }
  watcher->waiting[source] = true;
  auto question = std::make_shared<Question>();
  question->watcher = watcher;
  question->source = source;
  question->request.set_recipient(watcher->person.ToString());
  question->request.set_resume_token(place->ToToken());
  question->request.set_page_size(kPage);
  questions_.push_back(std::move(question));
}

EventHub::Questions EventHub::NextQuestions() {
  Questions next;
  for (; asking_ < kMostAsking && !questions_.empty(); questions_.pop_front(), ++asking_)
    next.push_back(std::move(questions_.front()));
  return next;
}

// Everything that is asked counts in asking_, so that the hub outlives it.
void EventHub::Ask(const Questions& questions) {
  for (const auto& question : questions) {
    const absl::string_view source = kSources[question->source];
    backends_.StartOwn(source, InternalMethod(source, "ReadFeed"), question->request,
                       &question->response, absl::Now() + kPatience,
                       [this, question](const absl::Status& status) { Caught(*question, status); });
  }
}

void EventHub::Caught(const Question& question, const absl::Status& status) {
  Questions next;
  {
    const absl::MutexLock lock(&mutex_);
    Watcher& watcher = *question.watcher;
    watcher.waiting[question.source] = false;
    if (status.ok()) {
      for (const FeedEvent& event : question.response.events())
        Tell(watcher, question.source, event);
      watcher.places[question.source] = outbox::Place::Parse(question.response.resume_token());
      Join(question.watcher, question.source);
    }
    --asking_;
    next = NextQuestions();
  }
  Ask(next);
}

absl::Status EventHub::Tend() {
  Questions next;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    for (const Shared& watcher : All()) {
      if (!Trusted()) {
        End(watcher, Away("Лента событий сейчас недоступна."));
      } else if (watcher->expire_time <= now) {
        End(watcher, auth::Unauthenticated());
      } else {
        for (size_t i = 0; i < kSources.size(); ++i) {
          if (!watcher->live[i]) Join(watcher, i);
        }
        if (now - watcher->told_time >= kHeartbeat) TellNothing(*watcher);
      }
    }
    next = NextQuestions();
  }
  Ask(next);
  return absl::OkStatus();
}

void EventHub::Drain() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
  for (const Shared& watcher : All()) {
    TellNothing(*watcher);
    End(watcher, Away("Сервер перезапускается: откройте ленту заново."));
  }
}

std::vector<EventHub::Shared> EventHub::All() const {
  std::vector<Shared> all;
  all.reserve(count_);
  for (const auto& [person, theirs] : watchers_)
    all.insert(all.end(), theirs.begin(), theirs.end());
  return all;
}

void EventHub::End(const Shared& watcher, const absl::Status& status) {
  if (watcher->over) return;
  watcher->sink->Finish(status);
  Forget(watcher);
}

void EventHub::Forget(const Shared& watcher) {
  if (std::exchange(watcher->over, true)) return;
  const auto found = watchers_.find(watcher->person);
  std::erase(found->second, watcher);
  if (found->second.empty()) watchers_.erase(found);
  --count_;
}

}  // namespace nastavnik::gateway
