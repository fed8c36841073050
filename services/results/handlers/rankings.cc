#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/results/domain/errors.h"
#include "services/results/handlers/convert.h"
#include "services/results/handlers/handlers.h"

namespace nastavnik::results {
namespace {

constexpr char kRankings[] = "seasons/*/rankings/*";
constexpr char kListMethod[] = "ListRankingEntries";
using Role = auth::Role;

struct RankingName {
  SeasonId season;
  RankingId id;
};

absl::StatusOr<RankingName> ParseRankingName(const std::string& name, absl::string_view field) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseChildName<RankingId>(kRankings, name, field));
  return RankingName{SeasonId(parts.parent), parts.id};
}

bool IsOffice(const Call& call, const SeasonId& season) {
  return call.caller.Has(access::v1::Grant::OPERATOR, season.text()) ||
         call.caller.Has(access::v1::Grant::ORGANIZER, season.text());
}

// Nominations whose entries the caller may read; empty: every one. NOT_FOUND when there is none of
// them.
absl::StatusOr<std::vector<std::string>> ReadableNominations(const Call& call,
                                                             const SeasonId& season,
                                                             const std::string& wanted) {
  const std::vector<std::string> any =
      wanted.empty() ? std::vector<std::string>{} : std::vector<std::string>{wanted};
  if (IsOffice(call, season)) return any;
  const std::vector<std::string> own =
      call.caller.Nominations(access::v1::Grant::CHAIR, season.text());
  if (own == std::vector<std::string>{""}) return any;
  if (own.empty() || (!wanted.empty() && std::find(own.begin(), own.end(), wanted) == own.end())) {
    return RankingNotFound();
  }
  return wanted.empty() ? own : any;
}

// Leaves of the figures what the caller may read: a chair those of the own nominations.
absl::StatusOr<pb::Ranking> ShownTo(const Call& call, const SeasonId& season, pb::Ranking ranking) {
  ASSIGN_OR_RETURN(const std::vector<std::string> readable, ReadableNominations(call, season, ""));
  if (readable.empty()) return ranking;
  auto& figures = *ranking.mutable_nominations();
  figures.erase(std::remove_if(figures.begin(), figures.end(),
                               [&](const pb::NominationSummary& summary) {
                                 return std::find(readable.begin(), readable.end(),
                                                  summary.nomination()) == readable.end();
                               }),
                figures.end());
  return ranking;
}

// Runs a verb on a ranking: parse the name, act, decode the answer.
template <typename Request, typename Act>
absl::StatusOr<pb::Ranking> ActOnRanking(const Call& call, const Request& request,
                                         absl::string_view etag, Act act) {
  ASSIGN_OR_RETURN(const RankingName name, ParseRankingName(request.name(), "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  const auto check_etag = [&](int64_t version) { return rpc::CheckEtag(version, "staff", etag); };
  ASSIGN_OR_RETURN(const pg::Answer answer, act(RankingCall{call.write, name.season, name.id,
                                                            person, check_etag, EncodeRanking}));
  pb::Ranking ranking;
  if (!ranking.ParseFromString(answer.bytes)) return absl::InternalError("stored answer");
  return ShownTo(call, name.season, std::move(ranking));
}

}  // namespace

absl::StatusOr<google::longrunning::Operation> CreateRanking(
    const Call& call, const pb::CreateRankingRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  const SeasonId season(parts[0]);
  ASSIGN_OR_RETURN(const Config config, call.env.seasons.InForce(season, call.deadline));
  if (!config.season.unavailable.empty()) return FeatureNotAvailable(config.season.unavailable);
  RETURN_IF_ERROR(call.env.peers.CheckFrozen(season, config.season, call.deadline));

  pb::CreateRankingMetadata metadata;
  metadata.set_ranking(ResourceName(season, RankingId::New()));
  pg::Operation operation;
  operation.id = pg::OperationId::New();
  operation.season = season.text();
  operation.owner = person;
  if (!google::protobuf::util::MessageToJsonString(metadata, &operation.metadata).ok()) {
    return absl::InternalError("metadata of an operation");
  }
  const auto encode = [&](const pg::Operation& begun) {
    return rpc::ToProto(call.env.operations, begun).SerializeAsString();
  };
  ASSIGN_OR_RETURN(const pg::Answer answer, call.env.rankings.Begin(call.write, operation, encode));
  call.env.wake_ranker();
  google::longrunning::Operation proto;
  if (!proto.ParseFromString(answer.bytes)) return absl::InternalError("stored answer");
  return proto;
}

absl::StatusOr<pb::Ranking> GetRanking(const Call& call, const pb::GetRankingRequest& request) {
  ASSIGN_OR_RETURN(const RankingName name, ParseRankingName(request.name(), "name"));
  ASSIGN_OR_RETURN(const RankingView view,
                   call.env.rankings.Get(name.season, name.id, call.deadline));
  return ShownTo(call, name.season, ToProto(view));
}

absl::StatusOr<pb::ListRankingEntriesResponse> ListRankingEntries(
    const Call& call, const pb::ListRankingEntriesRequest& request) {
  ASSIGN_OR_RETURN(const RankingName name, ParseRankingName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const auto nominations,
                   ReadableNominations(call, name.season, request.nomination()));
  const Uuid principal = call.caller.person.uuid();
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kListMethod, principal, request));
  EntryPlace after;
  if (page.after.size() == 3) {
    after = {std::stoi(page.after[0]), std::stoi(page.after[1]),
             ApplicationId::Parse(page.after[2]).value_or(ApplicationId())};
  }
  ASSIGN_OR_RETURN(auto entries,
                   call.env.rankings.ListEntries(name.season, name.id, nominations, after,
                                                 page.size + 1, call.deadline));
  pb::ListRankingEntriesResponse response;
  if (static_cast<int>(entries.size()) > page.size) {
    entries.pop_back();
    const EntryPlace& last = entries.back().at;
    response.set_next_page_token(
        page::Next(call.env.pages, kListMethod, principal, request,
                   {absl::StrCat(last.position), absl::StrCat(last.place_order),
                    last.application.ToString()}));
  }
  for (const ListedEntry& listed : entries)
    *response.add_entries() = ToProto(name.season, name.id, listed.entry);
  return response;
}

absl::StatusOr<pb::Ranking> FreezeRanking(const Call& call,
                                          const pb::FreezeRankingRequest& request) {
  return ActOnRanking(
      call, request, request.etag(), [&](const RankingCall& act) -> absl::StatusOr<pg::Answer> {
        ASSIGN_OR_RETURN(const Config config, call.env.seasons.InForce(act.season, call.deadline));
        ASSIGN_OR_RETURN(Inputs inputs,
                         call.env.peers.GatherInputs(act.season, config.season, call.deadline));
        const Computation now = Compute(std::move(inputs), config.season.rules);
        return call.env.rankings.Freeze(act, now, MakeOutcomes(now.entries, config.season));
      });
}

absl::StatusOr<pb::Ranking> SignRanking(const Call& call, const pb::SignRankingRequest& request) {
  return ActOnRanking(call, request, "", [&](const RankingCall& act) -> absl::StatusOr<pg::Answer> {
    ASSIGN_OR_RETURN(const RankingView view,
                     call.env.rankings.Get(act.season, act.id, call.deadline));
    Signer signer{act.person, {}};
    for (const NominationFigures& figures : view.ranking.nominations) {
      const bool chairs =
          call.caller.Has(access::v1::Grant::CHAIR, act.season.text(), figures.nomination.text());
      if (chairs) signer.chairs.push_back(figures.nomination);
    }
    const bool organizer = call.caller.Has(access::v1::Grant::ORGANIZER, act.season.text());
    if (signer.chairs.empty() && !organizer) return RankingNotFound();
    return call.env.rankings.Sign(act, signer, request.statement_sha256());
  });
}

absl::StatusOr<pb::Ranking> PublishRanking(const Call& call,
                                           const pb::PublishRankingRequest& request) {
  return ActOnRanking(call, request, request.etag(),
                      [&](const RankingCall& act) -> absl::StatusOr<pg::Answer> {
                        std::optional<absl::Time> publish_time;
                        if (request.has_publish_time())
                          publish_time = FromProto(request.publish_time());
                        return call.env.rankings.Publish(act, publish_time);
                      });
}

}  // namespace nastavnik::results
