#include <algorithm>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/log/log.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/results/domain/errors.h"
#include "services/results/handlers/convert.h"
#include "services/results/handlers/handlers.h"

namespace nastavnik::results {
namespace {

constexpr char kResults[] = "seasons/*/results/*";
constexpr char kListMethod[] = "ListResults";

struct ResultId {
  SeasonId season;
  ApplicationId application;
};

absl::StatusOr<ResultId> ParseResultName(const std::string& name) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseChildName<ApplicationId>(kResults, name));
  return ResultId{SeasonId(parts.parent), parts.id};
}

// Names of the people of the results. Without registration's word nobody is named.
Names::ByPerson NamesOf(const Call& call, const SeasonId& season,
                        const std::vector<const PublicOutcome*>& results) {
  std::vector<PersonId> people;
  for (const PublicOutcome* result : results) {
    people.insert(people.end(), result->people.begin(), result->people.end());
  }
  const auto names = call.env.names.Get(season, people, call.deadline);
  if (names.ok()) return *names;
  log::Warn("results are shown without names", {{"cause", names.status().message()}});
  return {};
}

using Place = std::tuple<int, int, ApplicationId>;

Place PlaceOf(const PublicOutcome& result) {
  return {result.outcome.nomination_position, result.outcome.place, result.outcome.application};
}

Place PlaceFrom(const page::Key& key) {
  int position = -1;
  int place = 0;
  if (key.size() != 3 || !absl::SimpleAtoi(key[0], &position) ||
      !absl::SimpleAtoi(key[1], &place)) {
    return {-1, 0, ApplicationId()};
  }
  return {position, place, ApplicationId::Parse(key[2]).value_or(ApplicationId())};
}

// At most `most` results after `after`, of the nomination (empty: of any).
std::vector<const PublicOutcome*> Select(const Published& published, const std::string& nomination,
                                         const Place& after, size_t most) {
  std::vector<const PublicOutcome*> selected;
  const auto& all = published.results;
  auto next = std::upper_bound(
      all.begin(), all.end(), after,
      [](const Place& place, const PublicOutcome& result) { return place < PlaceOf(result); });
  for (; next != all.end() && selected.size() < most; ++next) {
    if (nomination.empty() || next->outcome.nomination.text() == nomination)
      selected.push_back(&*next);
  }
  return selected;
}

// Made of the answer alone, so it tells nothing that the answer does not.
std::string EtagOf(const pb::ListResultsResponse& response) {
  return crypto::HexEncode(crypto::Sha256(response.SerializeAsString())).substr(0, 32);
}

}  // namespace

absl::StatusOr<pb::OwnerResult> GetOwnResult(const Call& call,
                                             const pb::GetResultRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ResultId id, ParseResultName(request.name()));
  ASSIGN_OR_RETURN(const OwnOutcome own,
                   call.env.published.Own(id.season, id.application, person, call.deadline));
  return ToProto(id.season, own);
}

absl::StatusOr<pb::PublicResult> GetPublicResult(const Call& call,
                                                 const pb::GetResultRequest& request) {
  ASSIGN_OR_RETURN(const ResultId id, ParseResultName(request.name()));
  ASSIGN_OR_RETURN(const auto published, call.env.published.Current(id.season, call.deadline));
  if (published == nullptr) return ResultNotFound();
  const auto at = published->by_application.find(id.application);
  if (at == published->by_application.end()) return ResultNotFound();
  const PublicOutcome& result = published->results[at->second];
  return ToProto(id.season, result, published->publish_time, NamesOf(call, id.season, {&result}));
}

absl::StatusOr<pb::ListResultsResponse> ListResults(const Call& call,
                                                    const pb::ListResultsRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  const SeasonId season(parts[0]);
  ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, kListMethod, Uuid(), request));
  ASSIGN_OR_RETURN(const auto published, call.env.published.Current(season, call.deadline));
  pb::ListResultsResponse response;
  if (published != nullptr) {
    auto selected = Select(*published, request.nomination(), PlaceFrom(page.after), page.size + 1);
    if (static_cast<int>(selected.size()) > page.size) {
      selected.pop_back();
      const auto& [position, place, application] = PlaceOf(*selected.back());
      response.set_next_page_token(
          page::Next(call.env.pages, kListMethod, Uuid(), request,
                     {absl::StrCat(position), absl::StrCat(place), application.ToString()}));
    }
    const Names::ByPerson names = NamesOf(call, season, selected);
    for (const PublicOutcome* result : selected) {
      *response.add_results() = ToProto(season, *result, published->publish_time, names);
    }
  }
  response.set_etag(EtagOf(response));
  return response;
}

}  // namespace nastavnik::results
