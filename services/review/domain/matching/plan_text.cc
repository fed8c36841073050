#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/crypto/encoding.h"
#include "services/review/domain/matching/planner.h"

namespace nastavnik::review {
namespace {

std::string Hex(const KeywordSet& set) {
  return absl::StrCat(absl::Hex(set.bits[1]), ".", absl::Hex(set.bits[0]));
}

void AppendExpert(const Candidate& candidate, const PlanInput& input, std::string& text) {
  const Expert& expert = candidate.expert;
  absl::StrAppend(
      &text, "expert\t", expert.id.ToString(), "\t",
      absl::StrJoin(expert.competences, ",",
                    [](std::string* out, const auto& competence) {
                      absl::StrAppend(out, competence.first.text(), ":", NameOf(competence.second));
                    }),
      "\t", expert.region.text(), "\t", expert.organization.ToString(), "\t",
      Hex(candidate.keywords), "\t", NameOf(expert.grade), "\t", candidate.MaxLoad(input.round),
      "\t", candidate.Room(input.round, input.season_max), "\n");
}

void AppendHistory(const PairHistory& history, std::string& text) {
  std::vector<std::string> lines;
  for (const auto& [expert, target] : history.conflicts) {
    lines.push_back(absl::StrCat("conflict\t", expert.ToString(), "\t", target.ToString(), "\n"));
  }
  for (const auto& [pair, past] : history.past) {
    lines.push_back(absl::StrCat(past == PairHistory::Past::kDeclined ? "declined\t" : "had\t",
                                 pair.first.ToString(), "\t", pair.second.ToString(), "\n"));
  }
  for (const auto& [application, organizations] : history.organizations) {
    for (const auto& organization : organizations) {
      lines.push_back(absl::StrCat("organization\t", application.ToString(), "\t",
                                   organization.ToString(), "\n"));
    }
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& line : lines) text += line;
}

}  // namespace

std::string InputText(const PlanInput& input) {
  std::string text = absl::StrCat(
      "param\tstage\t", input.round.stage.text(), "\nparam\tload.min\t", input.round.min_load,
      "\nparam\tload.max\t", input.round.max_load, "\nparam\tonePerOrganization\t",
      input.round.conflict.one_per_organization, "\nparam\tregion\t",
      static_cast<int>(input.round.conflict.region), "\nparam\tseasonMax\t", input.season_max,
      "\nparam\tseed\t", crypto::HexEncode(input.seed), "\n");
  for (const auto& nomination : input.nominations)
    absl::StrAppend(&text, "param\tnomination\t", nomination.text(), "\n");
  for (const auto& [region, district] : input.districts) {
    absl::StrAppend(&text, "param\tdistrict\t", region.text(), "\t", district, "\n");
  }
  for (const RoundItem& item : input.items) {
    absl::StrAppend(&text, "application\t", item.application.ToString(), "\t",
                    item.nomination.text(), "\t", item.region.text(), "\t",
                    item.organization.ToString(), "\t", Hex(item.keywords), "\t", item.demand,
                    "\n");
  }
  for (const Candidate& candidate : input.candidates) AppendExpert(candidate, input, text);
  AppendHistory(input.history, text);
  return text;
}

std::string ResultText(const Proposal& proposal) {
  std::string text;
  for (const ProposedPair& pair : proposal.pairs) {
    absl::StrAppend(&text, "assign\t", pair.application.ToString(), "\t", pair.expert.ToString(),
                    "\n");
  }
  return text;
}

}  // namespace nastavnik::review
