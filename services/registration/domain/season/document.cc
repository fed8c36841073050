#include "services/registration/domain/season/document.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/json/reader.h"
#include "common/status/error.h"
#include "common/text/text.h"
#include "services/registration/domain/season/check.h"
#include "services/registration/domain/season/read.h"

namespace nastavnik::season {
namespace {

// Mechanisms that the document reserves a key for and that do not exist yet.
constexpr absl::string_view kReserved[] = {"publicVote", "crossReview", "remoteTest",
                                           "machineScore", "submitDrafts"};

absl::Status FeatureNotAvailable(absl::string_view key) {
  Error error;
  error.code = absl::StatusCode::kFailedPrecondition;
  error.reason = "FEATURE_NOT_AVAILABLE";
  error.message = absl::StrCat("Раздел «", key, "» пока недоступен.");
  error.metadata = {{"feature", std::string(key)}};
  return ToStatus(error);
}

absl::Status DocumentInvalid(json::Violations violations) {
  Error error;
  error.code = absl::StatusCode::kInvalidArgument;
  error.reason = "DOCUMENT_INVALID";
  error.message = absl::StrCat("Ошибок в документе сезона: ", violations.size(), ".");
  error.violations = std::move(violations);
  return ToStatus(error);
}

void ReadAll(json::Reader& root, Document& document) {
  ReadHead(root, document);
  ReadCalendar(root.Object("calendar"), document);
  ReadNominations(root, document);
  ReadEligibility(root, document);
  ReadStages(root, document);
  ReadForms(root, document);
  ReadRubrics(root, document);
  ReadFormalCheck(root.Object("formalCheck"));
  ReadExperts(root.Object("experts"));
  ReadRounds(root, document);
  ReadRanking(root, document);
  ReadAppeals(root);
  ReadConsents(root, document);
  ReadCatalogue(root.Object("catalogue"), document);
  ReadMessages(root, document);
}

}  // namespace

absl::StatusOr<Document> ReadDocument(const json::Value& value, absl::string_view season) {
  json::Violations violations;
  json::Reader root(value, violations);
  for (const absl::string_view key : kReserved) {
    if (root.Has(key)) return FeatureNotAvailable(key);
  }
  Document document;
  document.season = root.Text("season", {1, 39});
  if (document.season != season)
    root.Fail("season", "CONFLICTS", absl::StrCat("Ожидается «", season, "»."));
  ReadAll(root, document);
  root.RefuseUnknown();
  if (json::Canonical(value).size() > kMaxBytes)
    root.Fail("", "TOO_LONG", "Документ больше 1 МиБ.");
  CheckDocument(document, violations);
  if (!violations.empty()) return DocumentInvalid(std::move(violations));
  return document;
}

json::Value Normalized(json::Value value) {
  if (value.is_string()) {
    const auto& text = value.get_string();
    const auto normal = text::Normalize({text.data(), text.size()});
    if (normal) value.emplace_string().assign(normal->data(), normal->size());
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) member.value() = Normalized(std::move(member.value()));
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) item = Normalized(std::move(item));
  }
  return value;
}

std::vector<const Nomination*> Document::OrderedNominations() const {
  std::vector<const Nomination*> ordered;
  for (const auto& [id, nomination] : nominations) ordered.push_back(&nomination);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Nomination* a, const Nomination* b) {
    return a->position < b->position;
  });
  return ordered;
}

const Form* Document::FormOf(const Nomination& nomination) const {
  const Form* best = nullptr;
  int best_rank = 0;
  for (const auto& [id, form] : forms) {
    const int rank = form.applies_to.Rank(nomination.id, nomination.direction);
    if (rank > best_rank) best = &form;
    best_rank = std::max(best_rank, rank);
  }
  return best;
}

const Stage* Document::StageOf(absl::string_view kind, const Nomination& nomination) const {
  const Stage* best = nullptr;
  int best_rank = 0;
  for (const auto& [id, stage] : stages) {
    if (stage.kind != kind) continue;
    const int rank = stage.applies_to.Rank(nomination.id, nomination.direction);
    if (rank > best_rank) best = &stage;
    best_rank = std::max(best_rank, rank);
  }
  return best;
}

absl::Time Document::OpenTime() const {
  absl::Time first = absl::InfiniteFuture();
  for (const auto& [id, stage] : stages) {
    if (stage.kind == "APPLICATION") first = std::min(first, stage.opens);
  }
  return first;
}

absl::Time Document::CloseTime() const {
  absl::Time last = absl::InfinitePast();
  for (const auto& [id, stage] : stages) {
    if (stage.kind == "APPLICATION") last = std::max(last, stage.Frozen());
  }
  return last;
}

}  // namespace nastavnik::season
