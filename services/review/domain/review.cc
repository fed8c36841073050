#include "services/review/domain/review.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/json/json.h"
#include "common/status/error.h"
#include "common/text/text.h"
#include "services/review/domain/errors.h"

namespace nastavnik::review {
namespace {

using State = Review::State;

constexpr std::pair<State, absl::string_view> kStates[] = {
    {State::kDraft, "DRAFT"},         {State::kCompleted, "COMPLETED"},
    {State::kReopened, "REOPENED"},   {State::kAnnulled, "ANNULLED"},
    {State::kDiscarded, "DISCARDED"},
};

std::string MarkPath(const CriterionId& id) { return absl::StrCat("review.marks.", id.text()); }

void CheckLength(const std::string& comment, const Rubric& rubric, const std::string& path,
                 std::vector<FieldViolation>& violations) {
  const int most = rubric.comment.max_length;
  if (most > 0 && text::Length(comment) > static_cast<size_t>(most)) {
    violations.push_back({path, "TOO_LONG", absl::StrCat("Не более ", most, " знаков.")});
  }
}

bool Editable(const Review& review) {
  return review.state == State::kDraft || review.state == State::kReopened;
}

}  // namespace

bool ReviewContent::HasMark() const {
  return std::any_of(marks.begin(), marks.end(),
                     [](const auto& entry) { return entry.second.mark.has_value(); });
}

absl::Status CheckPatch(const ReviewPatch& patch, const Rubric& rubric) {
  std::vector<FieldViolation> violations;
  if (patch.marks) {
    for (const auto& [id, mark] : *patch.marks) {
      const Criterion* criterion = rubric.Find(id);
      if (criterion == nullptr) {
        violations.push_back(
            {MarkPath(id), "UNKNOWN_VALUE", "Такого критерия в листе оценки нет."});
        continue;
      }
      if (mark.mark && (*mark.mark < criterion->min || *mark.mark > criterion->max)) {
        violations.push_back(
            {MarkPath(id), "OUT_OF_RANGE",
             absl::StrCat("Оценка от ", criterion->min, " до ", criterion->max, ".")});
      }
      CheckLength(mark.comment, rubric, absl::StrCat(MarkPath(id), ".comment"), violations);
    }
  }
  if (patch.recommendation && !patch.recommendation->empty() &&
      !rubric.HasRecommendation(*patch.recommendation)) {
    violations.push_back(
        {"review.recommendation", "UNKNOWN_VALUE", "Такой рекомендации в листе оценки нет."});
  }
  if (patch.comment) CheckLength(*patch.comment, rubric, "review.comment", violations);
  return FieldsInvalid(std::move(violations));
}

absl::StatusOr<Review> Save(Review review, const ReviewPatch& patch, absl::Time now) {
  if (!Editable(review)) return IllegalTransition(NameOf(review.state), "update");
  if (patch.marks) review.draft.marks = *patch.marks;
  if (patch.recommendation) review.draft.recommendation = *patch.recommendation;
  if (patch.comment) review.draft.comment = *patch.comment;
  review.update_time = now;
  return review;
}

absl::StatusOr<Review> Complete(Review review, const Rubric& rubric, absl::Time now) {
  if (!Editable(review)) return IllegalTransition(NameOf(review.state), "complete");
  auto missing = Missing(review.draft, rubric);
  if (!missing.empty()) return ReviewIncomplete(std::move(missing));
  review.state = State::kCompleted;
  review.revision += 1;
  review.total_hundredths = TotalHundredths(review.draft, rubric);
  review.update_time = now;
  review.complete_time = now;
  return review;
}

int TotalHundredths(const ReviewContent& content, const Rubric& rubric) {
  int total = 0;
  for (const Criterion& criterion : rubric.criteria) {
    const auto found = content.marks.find(criterion.id);
    if (criterion.informative || found == content.marks.end() || !found->second.mark) continue;
    total += 100 * criterion.weight * *found->second.mark / criterion.max;
  }
  return total;
}

std::vector<FieldViolation> Missing(const ReviewContent& content, const Rubric& rubric) {
  std::vector<FieldViolation> missing;
  for (const Criterion& criterion : rubric.criteria) {
    if (criterion.informative) continue;
    const auto found = content.marks.find(criterion.id);
    if (found == content.marks.end() || !found->second.mark) {
      missing.push_back({MarkPath(criterion.id), "REQUIRED",
                         absl::StrCat("Нет оценки: «", criterion.title, "».")});
      continue;
    }
    const auto& [mark, comment] = found->second;
    if (*mark < criterion.min || *mark > criterion.max) {
      missing.push_back({MarkPath(criterion.id), "OUT_OF_RANGE",
                         absl::StrCat("Оценка от ", criterion.min, " до ", criterion.max, ".")});
    }
    if (!rubric.comment.RequiredAt(*mark)) continue;
    const std::string path = absl::StrCat(MarkPath(criterion.id), ".comment");
    if (comment.empty()) {
      missing.push_back(
          {path, "REQUIRED", absl::StrCat("Поясните оценку: «", criterion.title, "».")});
    } else if (text::Length(comment) < static_cast<size_t>(rubric.comment.min_length)) {
      missing.push_back(
          {path, "TOO_SHORT", absl::StrCat("Не менее ", rubric.comment.min_length, " знаков.")});
    }
  }
  return missing;
}

std::string Encode(const ReviewContent& content) {
  boost::json::object marks;
  for (const auto& [id, mark] : content.marks) {
    boost::json::object entry;
    if (mark.mark) entry["mark"] = int64_t{*mark.mark};
    if (!mark.comment.empty()) entry["comment"] = mark.comment;
    marks[id.text()] = std::move(entry);
  }
  return json::Canonical(boost::json::object{{"marks", std::move(marks)},
                                             {"recommendation", content.recommendation},
                                             {"comment", content.comment}});
}

ReviewContent DecodeContent(absl::string_view text) {
  ReviewContent content;
  const auto value = json::Parse(text);
  if (!value.ok()) return content;  // only for what Encode did not write
  const auto& object = value->as_object();
  for (const auto& [id, entry] : object.at("marks").as_object()) {
    ReviewContent::Mark& mark = content.marks[CriterionId(absl::string_view(id.data(), id.size()))];
    const auto& fields = entry.as_object();
    if (const auto* number = fields.if_contains("mark"))
      mark.mark = static_cast<int>(number->as_int64());
    if (const auto* comment = fields.if_contains("comment"))
      mark.comment = comment->as_string().c_str();
  }
  content.recommendation = object.at("recommendation").as_string().c_str();
  content.comment = object.at("comment").as_string().c_str();
  return content;
}

absl::string_view NameOf(State state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

std::optional<State> ParseReviewState(absl::string_view name) {
  for (const auto& [value, known] : kStates) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace nastavnik::review
