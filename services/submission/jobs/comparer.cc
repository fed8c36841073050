#include "services/submission/jobs/comparer.h"

#include <algorithm>

#include "absl/time/clock.h"

#include "common/json/json.h"
#include "common/status/macros.h"

namespace nastavnik::submission {
namespace {

// Versions of one run: some megabytes of texts at the most.
constexpr int kPage = 64;
constexpr absl::Duration kTimeout = absl::Seconds(10);

}  // namespace

absl::Status Comparer::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(bool mine, election_.Hold());
  if (!mine) return absl::OkStatus();
  boilerplate_.clear();
  ASSIGN_OR_RETURN(const auto page, store_.ListWaiting(kPage, absl::Now() + kTimeout));
  for (const SimilarityStore::Version& waiting : page) {
    if (run.Stopping()) return absl::OkStatus();
    ASSIGN_OR_RETURN(mine, election_.Hold());
    if (!mine) return absl::OkStatus();
    RETURN_IF_ERROR(Compare(waiting, absl::Now() + kTimeout));
  }
  if (page.size() == kPage) run.Again();
  return absl::OkStatus();
}

absl::Status Comparer::Compare(const SimilarityStore::Version& waiting, absl::Time deadline) {
  ASSIGN_OR_RETURN(const ComparedVersion version, Read(waiting, deadline));
  std::optional<Signature> signature;
  if (!version.digest.empty()) signature = SignatureOf(version.text);
  ASSIGN_OR_RETURN(const auto found, store_.FindNeighbors({version.season, version.application},
                                                          version.digest, signature, deadline));
  if (found.former && !found.former->pending && found.former->digest == version.digest)
    return store_.SaveUnchanged(version, waiting.submit_time, *found.former);
  std::vector<SimilarityStore::Name> others = found.partners;
  if (found.equal) others.push_back(*found.equal);
  // What is like an equal one of the season is in a pair with that one.
  if (signature && (!found.equal || found.equal->first != version.season)) {
    for (const ApplicationId& near : SelectNear(*signature, version.digest, found.near))
      others.push_back({version.season, near});
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  ASSIGN_OR_RETURN(const auto texts, store_.ListVersions(others, deadline));
  std::vector<SimilarityPair> pairs;
  for (const SimilarityStore::Version& text : texts) {
    ASSIGN_OR_RETURN(const ComparedVersion other, Read(text, deadline));
    const FormName form(waiting.season, waiting.config_version, waiting.nomination);
    if (auto pair = PairOf(version, other, boilerplate_[form])) pairs.push_back(*std::move(pair));
  }
  return store_.Save(version, waiting.submit_time, signature, found.former, pairs);
}

absl::StatusOr<ComparedVersion> Comparer::Read(const SimilarityStore::Version& version,
                                               absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto season,
                   seasons_.GetVersion(version.season, version.config_version, deadline));
  ASSIGN_OR_RETURN(const json::Value content, json::Parse(version.content));
  ComparedVersion compared{version.season,
                           version.application,
                           version.version,
                           version.applicant,
                           version.organization,
                           {},
                           {},
                           ""};
  const Nomination* nomination = season->Find(version.nomination);
  if (nomination == nullptr) return compared;
  const FormName name(version.season, version.config_version, version.nomination);
  ReadTexts(nomination->form, content.get_object(), BoilerplateFor(name, nomination->form),
            compared);
  return compared;
}

const KeySet& Comparer::BoilerplateFor(const FormName& name, const Form& form) {
  const auto [known, added] = boilerplate_.try_emplace(name);
  if (added) known->second = WordingOf(form);
  return known->second;
}

}  // namespace nastavnik::submission
