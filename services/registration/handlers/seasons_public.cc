// What everybody may read of a contest.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/json/proto/struct.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"
#include "services/registration/handlers/seasons.h"

namespace nastavnik::registration {
namespace {

// One page of a list in memory: `add` takes an entry into the response. The token holds the place
// in the list; a list that changed meanwhile goes on at the same place.
template <typename Request, typename Response, typename Entries, typename Add>
absl::Status FillPage(const Call& call, absl::string_view method, const Request& request,
                      const Entries& entries, Add add, Response& response) {
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, method, call.caller.person.uuid(), request));
  size_t at = 0;
  if (!page.after.empty() && !absl::SimpleAtoi(page.after[0], &at)) at = 0;
  const size_t end = std::min(entries.size(), at + page.size);
  for (; at < end; ++at) add(entries[at]);
  if (end < entries.size()) {
    response.set_next_page_token(page::Next(call.env.pages, method, call.caller.person.uuid(),
                                            request, {absl::StrCat(end)}));
  }
  return absl::OkStatus();
}

pb::Season::State ToProto(SeasonState state) {
  switch (state) {
    case SeasonState::kDraft:
      return pb::Season::DRAFT;
    case SeasonState::kAnnounced:
      return pb::Season::ANNOUNCED;
    case SeasonState::kOpen:
      return pb::Season::OPEN;
    case SeasonState::kClosed:
      return pb::Season::CLOSED;
    case SeasonState::kReviewing:
      return pb::Season::REVIEWING;
    case SeasonState::kResultsFixed:
      return pb::Season::RESULTS_FIXED;
    case SeasonState::kPublished:
      return pb::Season::PUBLISHED;
  }
  return pb::Season::STATE_UNSPECIFIED;
}

void PutTexts(const season::Document& document, pb::Season& message) {
  for (const auto& [id, paper] : document.papers) {
    pb::Season::Document& added = *message.add_documents();
    added.set_id(id);
    added.set_title(paper.title);
    added.set_url(paper.url);
    added.set_sha256(paper.sha256);
  }
  for (const auto& [id, direction] : document.directions) {
    pb::Season::Direction& added = *message.add_directions();
    added.set_id(id);
    added.set_title(direction.title);
    added.set_description(direction.description);
    for (const std::string& kind : direction.applicant_kinds) added.add_applicant_kinds(kind);
  }
  for (const auto& [id, consent] : document.consents) {
    pb::Season::ConsentText& added = *message.add_consents();
    added.set_id(id);
    added.set_purpose(consent.purpose);
    added.set_version(consent.version);
    added.set_title(consent.title);
    added.set_text(consent.text);
    added.set_partner(consent.partner);
    for (const std::string& field : consent.fields) added.add_fields(field);
    for (const std::string& step : consent.required_for) added.add_required_for(step);
  }
  for (const auto& [id, word] : document.keywords) {
    pb::Season::Keyword& added = *message.add_keywords();
    added.set_id(id);
    added.set_title(word);
  }
}

pb::Season ToProto(const OpenedSeason& season) {
  const season::Document& document = season.document;
  pb::Season message;
  message.set_name(SeasonName(season.facts.id));
  message.set_state(ToProto(StateOf(season.facts, &document, absl::Now())));
  message.set_title(document.title);
  message.set_short_title(document.short_title);
  message.set_edition(document.edition);
  message.set_organizer(document.organizer);
  message.set_operator_(document.operator_name);
  message.mutable_contact()->set_email(document.email);
  message.mutable_contact()->set_phone(document.phone);
  message.mutable_contact()->set_hours(document.hours);
  message.set_time_zone(document.zone_name);
  message.set_config_version(season.facts.in_force_version);
  PutTexts(document, message);
  if (season.facts.announce_time)
    *message.mutable_announce_time() = ToTimestamp(*season.facts.announce_time);
  return message;
}

pb::Nomination ToProto(const SeasonId& season, const season::Nomination& nomination) {
  pb::Nomination message;
  message.set_name(absl::StrCat(SeasonName(season), "/nominations/", nomination.id));
  message.set_title(nomination.title);
  message.set_description(nomination.description);
  message.set_direction(nomination.direction);
  message.set_position(nomination.position);
  message.set_closed_to_new(nomination.closed_to_new);
  return message;
}

pb::Stage ToProto(const OpenedSeason& season, const season::Stage& stage, absl::Time now) {
  pb::Stage message;
  message.set_name(absl::StrCat(SeasonName(season.facts.id), "/stages/", stage.id));
  message.set_kind(stage.kind);
  message.set_title(stage.title);
  message.set_state(now < stage.opens    ? pb::Stage::PLANNED
                    : now < stage.closes ? pb::Stage::OPEN
                                         : pb::Stage::CLOSED);
  *message.mutable_open_time() = ToTimestamp(stage.opens);
  *message.mutable_close_time() = ToTimestamp(stage.closes);
  message.set_opens(stage.opens_text);
  message.set_closes(stage.closes_text);
  if (stage.applies_to.MatchesAll()) return message;
  for (const season::Nomination* nomination : season.document.OrderedNominations()) {
    if (stage.applies_to.Matches(nomination->id, nomination->direction))
      message.add_nominations(nomination->id);
  }
  return message;
}

}  // namespace

absl::StatusOr<pb::ListSeasonsResponse> ListSeasons(const Call& call,
                                                    const pb::ListSeasonsRequest& request) {
  if (!call.env.book.Loaded()) return SeasonsNotLoaded();
  std::vector<std::shared_ptr<const OpenedSeason>> announced;
  for (const auto& season : *call.env.book.List()) {
    if (season->facts.announce_time) announced.push_back(season);
  }
  pb::ListSeasonsResponse response;
  const auto add = [&](const auto& season) { *response.add_seasons() = ToProto(*season); };
  RETURN_IF_ERROR(FillPage(call, "nastavnik.registration.v1.SeasonPublicService/ListSeasons",
                           request, announced, add, response));
  return response;
}

absl::StatusOr<pb::Season> GetSeason(const Call& call, const pb::GetSeasonRequest& request) {
  ASSIGN_OR_RETURN(const auto season, AnnouncedSeason(call, request.name(), "name"));
  return ToProto(*season);
}

absl::StatusOr<pb::ListNominationsResponse> ListNominations(
    const Call& call, const pb::ListNominationsRequest& request) {
  ASSIGN_OR_RETURN(const auto season, AnnouncedSeason(call, request.parent(), "parent"));
  pb::ListNominationsResponse response;
  const auto add = [&](const season::Nomination* nomination) {
    *response.add_nominations() = ToProto(season->facts.id, *nomination);
  };
  RETURN_IF_ERROR(FillPage(call, "nastavnik.registration.v1.SeasonPublicService/ListNominations",
                           request, season->document.OrderedNominations(), add, response));
  return response;
}

absl::StatusOr<pb::ListStagesResponse> ListStages(const Call& call,
                                                  const pb::ListStagesRequest& request) {
  ASSIGN_OR_RETURN(const auto season, AnnouncedSeason(call, request.parent(), "parent"));
  std::vector<const season::Stage*> stages;
  for (const auto& [id, stage] : season->document.stages) stages.push_back(&stage);
  std::stable_sort(stages.begin(), stages.end(),
                   [](const auto* a, const auto* b) { return a->opens < b->opens; });
  pb::ListStagesResponse response;
  const absl::Time now = absl::Now();
  const auto add = [&](const season::Stage* stage) {
    *response.add_stages() = ToProto(*season, *stage, now);
  };
  RETURN_IF_ERROR(FillPage(call, "nastavnik.registration.v1.SeasonPublicService/ListStages",
                           request, stages, add, response));
  return response;
}

absl::StatusOr<pb::Form> GetForm(const Call& call, const pb::GetFormRequest& request) {
  ASSIGN_OR_RETURN(const auto parts,
                   rpc::ParseName("seasons/*/nominations/*/form", request.name()));
  ASSIGN_OR_RETURN(const auto season, AnnouncedById(call, parts[0]));
  const auto schema = season->schemas.find(parts[1]);
  const auto version = season->form_versions.find(parts[1]);
  if (schema == season->schemas.end() || version == season->form_versions.end()) return NotFound();
  pb::Form form;
  form.set_name(request.name());
  form.set_etag(rpc::Etag(version->second, "public"));
  *form.mutable_schema() = json::ToStruct(schema->second);
  return form;
}

absl::StatusOr<pb::ListRegionsResponse> ListRegions(const Call& call,
                                                    const pb::ListRegionsRequest& request) {
  if (!call.env.book.Loaded()) return SeasonsNotLoaded();
  pb::ListRegionsResponse response;
  const auto add = [&](const Region& region) {
    pb::Region& added = *response.add_regions();
    added.set_name(RegionName(region.id));
    added.set_title(region.title);
    added.set_kind(region.kind);
    added.set_district(region.district);
    added.set_utc_offset_hours(region.utc_offset_hours);
    added.set_iso_code(region.iso_code);
  };
  RETURN_IF_ERROR(FillPage(call, "nastavnik.registration.v1.SeasonPublicService/ListRegions",
                           request, *call.env.book.ListRegions(), add, response));
  return response;
}

}  // namespace nastavnik::registration
