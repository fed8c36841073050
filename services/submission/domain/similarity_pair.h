#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/season.h"
#include "services/submission/domain/similarity/comparison.h"
#include "services/submission/domain/similarity/minhash.h"

// Applications with the same words, for a person to look at. Nothing is refused because of a pair.
namespace nastavnik::submission {

using SimilarityId = Id<struct SimilarityTag>;

// A submitted version with the texts in which copies are looked for.
struct ComparedVersion {
  SeasonId season;
  ApplicationId application;
  int version = 0;
  PersonId applicant;
  std::optional<OrganizationId> organization;
  std::vector<std::string> fields;  // ids, by the number of a field in a span
  NormalText text;
  std::string digest;  // of the text; "": it has nothing that could be copied
};

// Fills in fields, text and digest. `boilerplate` holds the words of the form.
void ReadTexts(const Form& form, const Content& content, const KeySet& boilerplate,
               ComparedVersion& version);

// BoilerplateOf what the form says.
KeySet WordingOf(const Form& form);

// Code points `begin` .. `end` - 1 of a field, and where the other application has the same words.
struct SimilarPassage {
  std::string field;
  int begin = 0;
  int end = 0;
  std::string other_field;
  int other_begin = 0;
  int other_end = 0;
};

// Of more passages the longest ones are kept: what a person may look through.
inline constexpr size_t kMaxPassages = 100;

struct SimilarityPair {
  enum class State { kOpen, kConfirmed, kDismissed };
  enum class Kind { kExact, kNear };
  enum class Relation { kNone, kSamePerson, kSameOrganization };
  struct Side {
    SeasonId season;
    ApplicationId application;
    int version = 0;
    std::string number;
  };

  SimilarityId id;
  Side side;   // the application with the greater id: the one that was started later
  Side other;  // of an earlier season only when the texts are equal
  Kind kind = Kind::kNear;
  Relation relation = Relation::kNone;
  int percent = 0;                       // of the shorter text, 30 .. 100
  std::vector<SimilarPassage> passages;  // by place in `side`
  State state = State::kOpen;
  int row_version = 1;
  std::string reason;  // of the decision
  absl::Time create_time;
  std::optional<absl::Time> decide_time;
};

absl::string_view NameOf(SimilarityPair::State state);  // "OPEN" ...
absl::string_view NameOf(SimilarityPair::Kind kind);
absl::string_view NameOf(SimilarityPair::Relation relation);
std::optional<SimilarityPair::State> SimilarityStateOf(absl::string_view name);
std::optional<SimilarityPair::Kind> SimilarityKindOf(absl::string_view name);
std::optional<SimilarityPair::Relation> SimilarityRelationOf(absl::string_view name);
std::string ResourceName(const SimilarityPair& pair);

// What two versions of different applications have in common, without an id; nothing if that is not
// worth a look. Which of the two comes first does not matter.
std::optional<SimilarityPair> PairOf(const ComparedVersion& a, const ComparedVersion& b,
                                     const KeySet& boilerplate);

// An application whose signature shares a band with the one that is looked at.
struct NearText {
  ApplicationId application;
  std::string digest;
  Signature signature;
  absl::Time submit_time;
};

// Most applications that one is compared with, so that a run is bounded whatever the texts are.
inline constexpr size_t kMaxCompared = 100;

// Those worth comparing, the likest first. Of equal texts only the first submitted one, and none
// that equals `digest`: that is found by its digest.
std::vector<ApplicationId> SelectNear(const Signature& signature, absl::string_view digest,
                                      std::vector<NearText> texts);

// A person has decided. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<SimilarityPair> Decide(SimilarityPair pair, SimilarityPair::State verdict,
                                      absl::string_view reason, absl::Time now);

}  // namespace nastavnik::submission
