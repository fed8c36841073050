#include "services/gateway/transcode/selection.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace nastavnik::gateway {
namespace {

void Blame(absl::string_view source, absl::string_view reason, std::string message,
           Violations& violations) {
  Violation violation;
  violation.field = std::string(source);
  violation.reason = std::string(reason);
  violation.message = std::move(message);
  violations.Add(std::move(violation));
}

std::string Unknown(absl::string_view path, const std::string& nearest) {
  return absl::StrCat("Поля «", Shorten(path), "» в ответе нет",
                      nearest.empty() ? "." : absl::StrCat("; может быть, «", nearest, "»?"));
}

// The shape that a path goes on in, or null where nothing can be named below a field.
const Shape* Inside(const FieldShape& field) {
  const bool object = field.message != nullptr && !field.field->is_map() &&
                      field.message->known == WellKnown::kNone;
  return object ? field.message : nullptr;
}

}  // namespace

Selection* Selection::Add(const FieldShape& field) {
  auto& below = below_[&field];
  if (below == nullptr) below = std::make_unique<Selection>();
  return below.get();
}

const Selection* Selection::Below(const FieldShape& field) const {
  const auto found = below_.find(&field);
  return found == below_.end() ? nullptr : found->second.get();
}

std::unique_ptr<const Selection> Selection::Parse(absl::string_view fields, const Shape& shape,
                                                  absl::string_view source,
                                                  Violations& violations) {
  fields = absl::StripAsciiWhitespace(fields);
  if (fields.empty() || fields == "*") return nullptr;
  auto root = std::make_unique<Selection>();
  int count = 0;
  for (const absl::string_view part : absl::StrSplit(fields, ',')) {
    const absl::string_view path = absl::StripAsciiWhitespace(part);
    if (++count > kMostSelected) {
      Blame(source, "TOO_MANY", absl::StrCat("Не больше ", kMostSelected, " полей."), violations);
      break;
    }
    Selection* at = root.get();
    const Shape* inside = &shape;
    bool whole = false;  // a shorter path took all of this already
    for (const absl::string_view step : absl::StrSplit(path, '.')) {
      const FieldShape* field = inside == nullptr ? nullptr : inside->Find(step);
      if (field == nullptr) {
        Blame(source, "UNKNOWN_FIELD",
              Unknown(path, inside == nullptr ? "" : inside->Nearest(step)), violations);
        whole = true;
        break;
      }
      const Selection* known = at->Below(*field);
      whole = whole || (known != nullptr && known->IsWhole());
      if (whole) break;
      at = at->Add(*field);
      inside = Inside(*field);
    }
    if (!whole) at->below_.clear();
  }
  return root;
}

}  // namespace nastavnik::gateway
