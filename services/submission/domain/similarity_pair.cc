#include "services/submission/domain/similarity_pair.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

#include "services/submission/domain/application.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/similarity/corpus_scan.h"

namespace nastavnik::submission {
namespace {

using State = SimilarityPair::State;
using Kind = SimilarityPair::Kind;
using Relation = SimilarityPair::Relation;

template <typename E>
using Names = std::vector<std::pair<E, absl::string_view>>;

const Names<State> kStates = {
    {State::kOpen, "OPEN"}, {State::kConfirmed, "CONFIRMED"}, {State::kDismissed, "DISMISSED"}};
const Names<Kind> kKinds = {{Kind::kExact, "EXACT"}, {Kind::kNear, "NEAR"}};
const Names<Relation> kRelations = {{Relation::kNone, "NONE"},
                                    {Relation::kSamePerson, "SAME_PERSON"},
                                    {Relation::kSameOrganization, "SAME_ORGANIZATION"}};

template <typename E>
absl::string_view NameIn(const Names<E>& names, E value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename E>
std::optional<E> ValueIn(const Names<E>& names, absl::string_view name) {
  for (const auto& [value, known] : names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

Relation RelationOf(const ComparedVersion& a, const ComparedVersion& b) {
  if (a.applicant == b.applicant) return Relation::kSamePerson;
  if (a.organization && a.organization == b.organization) return Relation::kSameOrganization;
  return Relation::kNone;
}

SimilarityPair::Side SideOf(const ComparedVersion& version) {
  return {version.season, version.application, version.version, ""};
}

size_t LengthOf(const Passage& passage) { return passage.first.end - passage.first.begin; }

// The longest kMaxPassages of them, in their order.
std::vector<Passage> Longest(std::vector<Passage> passages) {
  if (passages.size() <= kMaxPassages) return passages;
  std::stable_sort(passages.begin(), passages.end(),
                   [](const Passage& x, const Passage& y) { return LengthOf(x) > LengthOf(y); });
  passages.resize(kMaxPassages);
  const auto place = [](const Passage& passage) {
    const auto& [first, second] = passage;
    return std::make_tuple(first.field, first.begin, second.field, second.begin);
  };
  std::sort(passages.begin(), passages.end(),
            [&](const Passage& x, const Passage& y) { return place(x) < place(y); });
  return passages;
}

std::vector<SimilarPassage> PassagesOf(const ComparedVersion& a, const ComparedVersion& b,
                                       std::vector<Passage> passages) {
  std::vector<SimilarPassage> named;
  for (const auto& [first, second] : Longest(std::move(passages))) {
    named.push_back({a.fields[first.field], static_cast<int>(first.begin),
                     static_cast<int>(first.end), b.fields[second.field],
                     static_cast<int>(second.begin), static_cast<int>(second.end)});
  }
  return named;
}

}  // namespace

void ReadTexts(const Form& form, const Content& content, const KeySet& boilerplate,
               ComparedVersion& version) {
  std::vector<absl::string_view> texts;
  for (const Field& field : form.fields) {
    const json::Value* value = content.if_contains(field.id);
    if (!field.compared || value == nullptr || !value->is_string()) continue;
    version.fields.push_back(field.id);
    texts.emplace_back(value->get_string().data(), value->get_string().size());
  }
  version.text = NormalizeFields(texts);
  const bool nothing = version.text.empty() || IsBoilerplate(version.text, boilerplate);
  version.digest = nothing ? "" : DigestOf(version.text);
}

KeySet WordingOf(const Form& form) {
  std::vector<NormalText> templates;
  for (const std::string& text : form.wording) templates.push_back(NormalizeFields({text}));
  return BoilerplateOf(templates);
}

absl::string_view NameOf(State state) { return NameIn(kStates, state); }
absl::string_view NameOf(Kind kind) { return NameIn(kKinds, kind); }
absl::string_view NameOf(Relation relation) { return NameIn(kRelations, relation); }
std::optional<State> SimilarityStateOf(absl::string_view name) { return ValueIn(kStates, name); }
std::optional<Kind> SimilarityKindOf(absl::string_view name) { return ValueIn(kKinds, name); }
std::optional<Relation> SimilarityRelationOf(absl::string_view name) {
  return ValueIn(kRelations, name);
}

std::string ResourceName(const SimilarityPair& pair) {
  return absl::StrCat(ResourceName(pair.side.season, pair.side.application), "/similarities/",
                      pair.id.ToString());
}

std::optional<SimilarityPair> PairOf(const ComparedVersion& a, const ComparedVersion& b,
                                     const KeySet& boilerplate) {
  if (a.digest.empty() || b.digest.empty()) return std::nullopt;
  if (a.application < b.application) return PairOf(b, a, boilerplate);
  const bool equal = a.digest == b.digest;
  // Of equal texts all is shown, the form's words too.
  Comparison comparison = Compare(a.text, b.text, equal ? KeySet() : boilerplate);
  const int percent = equal ? 100 : comparison.CoveragePercent();
  if (percent < kShownPercent) return std::nullopt;
  SimilarityPair pair;
  pair.side = SideOf(a);
  pair.other = SideOf(b);
  pair.kind = equal ? Kind::kExact : Kind::kNear;
  pair.relation = RelationOf(a, b);
  pair.percent = percent;
  pair.passages = PassagesOf(a, b, std::move(comparison.passages));
  return pair;
}

std::vector<ApplicationId> SelectNear(const Signature& signature, absl::string_view digest,
                                      std::vector<NearText> texts) {
  std::vector<std::pair<int, const NearText*>> likest;
  for (const NearText& text : texts) {
    const int equal = CountEqual(signature, text.signature);
    if (equal >= kMinEqualValues && text.digest != digest) likest.push_back({equal, &text});
  }
  std::sort(likest.begin(), likest.end(), [](const auto& x, const auto& y) {
    return std::tie(y.first, x.second->submit_time, x.second->application) <
           std::tie(x.first, y.second->submit_time, y.second->application);
  });
  std::vector<ApplicationId> selected;
  std::set<absl::string_view> seen;
  for (const auto& [equal, text] : likest) {
    if (selected.size() == kMaxCompared) break;
    if (seen.insert(text->digest).second) selected.push_back(text->application);
  }
  return selected;
}

absl::StatusOr<SimilarityPair> Decide(SimilarityPair pair, State verdict, absl::string_view reason,
                                      absl::Time now) {
  if (pair.state != State::kOpen)
    return SimilarityDecided(NameOf(pair.state),
                             verdict == State::kConfirmed ? "confirm" : "dismiss");
  pair.state = verdict;
  pair.reason = std::string(reason);
  pair.decide_time = now;
  ++pair.row_version;
  return pair;
}

}  // namespace nastavnik::submission
