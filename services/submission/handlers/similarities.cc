#include "services/submission/handlers/similarities.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/handlers/convert.h"

namespace nastavnik::submission {
namespace {

using State = SimilarityPair::State;
using access::v1::Grant;

absl::StatusOr<SimilarityStore::PairName> ParsePairName(absl::string_view name) {
  ASSIGN_OR_RETURN(const auto parts,
                   rpc::ParseName("seasons/*/applications/*/similarities/*", name));
  const auto application = ApplicationId::Parse(parts[1]);
  const auto id = SimilarityId::Parse(parts[2]);
  if (!application || !id) return SimilarityNotFound();
  return SimilarityStore::PairName{SeasonId(parts[0]), *application, *id};
}

// Nominations of which an application of the pair must be; absent: any. A chair sees the own ones.
std::optional<std::vector<std::string>> VisibleTo(const auth::Caller& caller,
                                                  const std::string& season) {
  for (const auth::Role role : {Grant::EXAMINER, Grant::OPERATOR, Grant::AUDITOR}) {
    if (caller.Has(role, season)) return std::nullopt;
  }
  const auto own = caller.Nominations(Grant::CHAIR, season);
  return own == std::vector<std::string>{""} ? std::nullopt : std::optional(own);
}

// Of a confirmation or a dismissal.
template <typename Request>
absl::StatusOr<pb::Similarity> DecideSimilarity(const Call& call, const Request& request,
                                                State verdict) {
  ASSIGN_OR_RETURN(const PersonId examiner, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto name, ParsePairName(request.name()));
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name.season, call.deadline));
  const auto etag = [&](int version) { return rpc::CheckEtag(version, "staff", request.etag()); };
  const auto encode = [&](const SimilarityPair& pair) {
    return ToProto(pair, *season).SerializeAsString();
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.similarities.Decide(call.write, name, verdict, request.reason(),
                                                examiner, etag, encode));
  return Decode<pb::Similarity>(answer);
}

}  // namespace

absl::StatusOr<pb::ListSimilaritiesResponse> ListSimilarities(
    const Call& call, const pb::ListSimilaritiesRequest& request) {
  constexpr absl::string_view kMethod = "submission.staff.ListSimilarities";
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts,
                   rpc::ParseName("seasons/*/applications/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kMethod, person.uuid(), request));
  SimilarityStore::Filter filter;
  if (parts[1] != "-") {
    filter.application = ApplicationId::Parse(parts[1]);
    if (!filter.application) return ApplicationNotFound();
  }
  if (request.state() != pb::Similarity::STATE_UNSPECIFIED)
    filter.state = pb::Similarity::State_Name(request.state());
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(SeasonId(parts[0]), call.deadline));
  const auto after = page.after.empty() ? std::nullopt : SimilarityId::Parse(page.after[0]);
  ASSIGN_OR_RETURN(const auto pairs, call.env.similarities.List(season->id, filter, after,
                                                                page.size + 1, call.deadline));
  pb::ListSimilaritiesResponse response;
  for (const SimilarityPair& pair : pairs) {
    if (response.similarities_size() == page.size) {
      const std::string last = pairs[page.size - 1].id.ToString();
      response.set_next_page_token(
          page::Next(call.env.pages, kMethod, person.uuid(), request, {last}));
      break;
    }
    *response.add_similarities() = ToProto(pair, *season);
  }
  return response;
}

absl::StatusOr<pb::Similarity> GetSimilarity(const Call& call,
                                             const pb::GetSimilarityRequest& request) {
  ASSIGN_OR_RETURN(const auto name, ParsePairName(request.name()));
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name.season, call.deadline));
  ASSIGN_OR_RETURN(
      const SimilarityPair pair,
      call.env.similarities.Get(name, VisibleTo(call.caller, name.season.text()), call.deadline));
  return ToProto(pair, *season);
}

absl::StatusOr<pb::Similarity> ConfirmSimilarity(const Call& call,
                                                 const pb::ConfirmSimilarityRequest& request) {
  return DecideSimilarity(call, request, State::kConfirmed);
}

absl::StatusOr<pb::Similarity> DismissSimilarity(const Call& call,
                                                 const pb::DismissSimilarityRequest& request) {
  return DecideSimilarity(call, request, State::kDismissed);
}

}  // namespace nastavnik::submission
