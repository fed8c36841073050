#include "services/results/domain/ranking.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "common/status/macros.h"
#include "services/results/domain/errors.h"
#include "services/results/domain/ranking/lines.h"

namespace nastavnik::results {
namespace {

// What chairs and the organizer put their names to. Lines, so that anybody can make and hash it
// with a text editor.
std::string Statement(const Ranking& ranking) {
  return absl::StrCat("nastavnik ranking v1\nseason ", ranking.season.text(), "\nranking ",
                      ranking.id.ToString(), "\nconfig ", ranking.config_version, "\ninputs ",
                      crypto::HexEncode(ranking.inputs_sha256), "\nresult ",
                      crypto::HexEncode(ranking.result_sha256), "\nroot ",
                      crypto::HexEncode(ranking.root), "\n");
}

bool HasSigned(const Ranking& ranking, const NominationId& nomination) {
  return std::any_of(
      ranking.signatures.begin(), ranking.signatures.end(),
      [&](const Signature& signature) { return signature.nomination == nomination; });
}

bool HasSigned(const Ranking& ranking, const PersonId& person) {
  return std::any_of(ranking.signatures.begin(), ranking.signatures.end(),
                     [&](const Signature& signature) { return signature.person == person; });
}

bool IsComplete(const Ranking& ranking) {
  return HasSigned(ranking, NominationId()) &&
         std::all_of(ranking.nominations.begin(), ranking.nominations.end(),
                     [&](const NominationFigures& figures) {
                       return HasSigned(ranking, figures.nomination);
                     });
}

absl::Status CheckTies(const Ranking& ranking) {
  std::vector<std::string> tied;
  for (const NominationFigures& figures : ranking.nominations) {
    if (figures.tie_unresolved) tied.push_back(figures.nomination.text());
  }
  return tied.empty() ? absl::OkStatus() : TieUnresolved(tied);
}

}  // namespace

std::vector<NominationFigures> Summarize(const std::vector<Entry>& entries, const Rules& rules) {
  std::vector<NominationFigures> all;
  for (const RankedNomination& nomination : rules.nominations) {
    NominationFigures figures;
    figures.nomination = nomination.id;
    for (const Entry& entry : entries) {
      if (entry.nomination != nomination.id) continue;
      ++(entry.place > 0 ? figures.contenders : figures.excluded);
      if (!entry.award.empty()) ++figures.awards[entry.award];
      figures.tie_unresolved |= entry.reason == Reason::kTieUnresolved;
    }
    figures.is_void = figures.contenders < rules.rules[nomination.rule].void_below;
    all.push_back(std::move(figures));
  }
  return all;
}

absl::string_view NameOf(Ranking::State state) {
  switch (state) {
    case Ranking::State::kComputed:
      return "COMPUTED";
    case Ranking::State::kFrozen:
      return "FROZEN";
    case Ranking::State::kSigned:
      return "SIGNED";
    case Ranking::State::kSuperseded:
      return "SUPERSEDED";
  }
  return "";
}

std::optional<Ranking::State> ParseState(absl::string_view name) {
  for (const auto state : {Ranking::State::kComputed, Ranking::State::kFrozen,
                           Ranking::State::kSigned, Ranking::State::kSuperseded}) {
    if (NameOf(state) == name) return state;
  }
  return std::nullopt;
}

std::string ResourceName(const SeasonId& season, const RankingId& id) {
  return absl::StrCat("seasons/", season.text(), "/rankings/", id.ToString());
}

std::string RootOf(const std::vector<Entry>& entries) {
  std::vector<std::string> leaves;
  leaves.reserve(entries.size());
  for (const Entry& entry : entries) leaves.push_back(crypto::MerkleLeaf(ResultLine(entry)));
  return crypto::MerkleRoot(leaves);
}

absl::StatusOr<Ranking> Freeze(Ranking ranking, absl::string_view inputs_sha256,
                               const std::string& root, absl::Time now) {
  if (ranking.state != Ranking::State::kComputed)
    return IllegalTransition(NameOf(ranking.state), "freeze");
  if (ranking.inputs_sha256 != inputs_sha256) return InputsChanged();
  ranking.root = root;
  ranking.statement = Statement(ranking);
  ranking.state = Ranking::State::kFrozen;
  ranking.freeze_time = now;
  return ranking;
}

absl::StatusOr<Ranking> Sign(Ranking ranking, const Signer& signer,
                             absl::string_view statement_sha256, absl::Time now) {
  const bool again = HasSigned(ranking, signer.person);
  if (ranking.state == Ranking::State::kSigned && again) return ranking;
  if (ranking.state != Ranking::State::kFrozen)
    return IllegalTransition(NameOf(ranking.state), "sign");
  if (crypto::HexEncode(crypto::Sha256(ranking.statement)) != statement_sha256)
    return OtherStatement();
  RETURN_IF_ERROR(CheckTies(ranking));
  std::vector<NominationId> parts = signer.chairs;
  if (parts.empty()) parts.emplace_back();  // the organizer's
  size_t added = 0;
  for (const NominationId& nomination : parts) {
    if (HasSigned(ranking, nomination)) continue;
    ranking.signatures.push_back({nomination, signer.person, now});
    ++added;
  }
  if (added == 0 && !again) return AlreadySigned();
  if (IsComplete(ranking)) {
    ranking.state = Ranking::State::kSigned;
    ranking.sign_time = now;
  }
  return ranking;
}

absl::Status CheckPublish(const Ranking& ranking, PersonId publisher,
                          std::optional<absl::Time> publish_time, absl::Time now) {
  if (ranking.publication) return IllegalTransition("PUBLISHED", "publish");
  if (ranking.state != Ranking::State::kSigned)
    return IllegalTransition(NameOf(ranking.state), "publish");
  const bool judged = std::any_of(
      ranking.signatures.begin(), ranking.signatures.end(), [&](const Signature& signature) {
        return signature.person == publisher && !signature.nomination.empty();
      });
  if (judged) return DutiesNotSeparate();
  if (publish_time && *publish_time <= now) return PublishTimePassed();
  return absl::OkStatus();
}

}  // namespace nastavnik::results
