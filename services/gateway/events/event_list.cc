#include "services/gateway/events/event_list.h"

#include <array>
#include <atomic>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "services/gateway/events/event_filter.h"

namespace nastavnik::gateway {
namespace {

using events::v1::FeedEvent;
using events::v1::ListEventsRequest;
using events::v1::ListEventsResponse;

// One question to all services, and what they answered so far.
struct Round {
  PersonId person;
  EventFilter filter;
  int size = 0;
  Places places;  // behind what has been told
  std::array<events::v1::ReadFeedRequest, kSources.size()> requests;
  std::array<events::v1::ReadFeedResponse, kSources.size()> answers;
  ListEventsResponse* response = nullptr;
  std::function<void(absl::Status)> done;
  std::atomic<size_t> missing{kSources.size()};
  absl::Mutex mutex;
  absl::Status failure ABSL_GUARDED_BY(mutex);
};

bool Earlier(const FeedEvent& a, const FeedEvent& b) {
  return std::pair(a.time().seconds(), a.time().nanos()) <
         std::pair(b.time().seconds(), b.time().nanos());
}

// Takes the earliest of the heads until the page is full.
void Merge(Round& round) {
  std::array<int, kSources.size()> next{};
  while (round.response->events_size() < round.size) {
    const FeedEvent* first = nullptr;
    size_t source = 0;
    for (size_t i = 0; i < kSources.size(); ++i) {
      if (next[i] == round.answers[i].events_size()) continue;
      const FeedEvent& head = round.answers[i].events(next[i]);
      if (first != nullptr && !Earlier(head, *first)) continue;
      first = &head;
      source = i;
    }
    if (first == nullptr) break;
    if (round.filter.Takes(*first)) *round.response->add_events() = Told(*first);
    round.places[source] = outbox::Place::Parse(first->place());
    ++next[source];
  }
  for (size_t i = 0; i < kSources.size(); ++i) {
    const auto& answer = round.answers[i];
    const bool told = next[i] == answer.events_size();
    if (told) round.places[i] = outbox::Place::Parse(answer.resume_token());
    if (!told || answer.more()) round.response->set_more(true);
  }
}

}  // namespace

void EventList::Answer(const OwnMethod::Call& call, std::function<void(absl::Status)> done) const {
  const auto& request = static_cast<const ListEventsRequest&>(call.request);
  const auto round = std::make_shared<Round>();
  round->person = call.caller.caller.person;
  round->filter = EventFilter::Of(request);
  round->response = static_cast<ListEventsResponse*>(call.response);
  round->places.fill(outbox::Place());
  const auto size = page::PageSize(request.page_size());
  if (!size.ok()) return done(size.status());
  round->size = *size;
  if (!request.page_token().empty()) {
    const auto places = tokens_.Open(round->person, request.page_token(), "pageToken", absl::Now());
    if (!places.ok()) return done(places.status());
    round->places = *places;
  }
  round->done = std::move(done);
  for (size_t i = 0; i < kSources.size(); ++i) {
    auto& question = round->requests[i];
    question.set_recipient(round->person.ToString());
    question.set_page_size(round->size);
    if (round->places[i]) question.set_resume_token(round->places[i]->ToToken());
    question.set_from_end(!round->places[i]);
    backends_.StartOwn(kSources[i], InternalMethod(kSources[i], "ReadFeed"), question,
                       &round->answers[i], call.deadline,
                       [this, round](const absl::Status& status) {
                         {
                           const absl::MutexLock lock(&round->mutex);
                           if (!status.ok()) round->failure = status;
                         }
                         if (--round->missing > 0) return;
                         const absl::MutexLock lock(&round->mutex);
                         if (round->failure.ok()) {
                           Merge(*round);
                           round->response->set_next_page_token(
                               tokens_.Seal(round->person, round->places, absl::Now()));
                         }
                         round->done(round->failure);
                       });
  }
}

}  // namespace nastavnik::gateway
