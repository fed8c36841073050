#include "services/gateway/events/event_filter.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::gateway {

events::v1::Event Told(const events::v1::FeedEvent& event) {
  events::v1::Event told;
  told.set_id(event.id());
  told.set_specversion("1.0");
  told.set_source(absl::StrCat("/", event.source()));
  told.set_type(event.type());
  told.set_subject(event.subject());
  *told.mutable_time() = event.time();
  told.set_season(event.season());
  return told;
}

}  // namespace nastavnik::gateway
