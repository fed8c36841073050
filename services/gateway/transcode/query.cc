#include "services/gateway/transcode/query.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "services/gateway/transcode/scalar.h"
#include "services/gateway/transcode/scanner.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr absl::string_view kFields = "fields";

int Hex(char c) {
  if (!absl::ascii_isxdigit(c)) return -1;
  return absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10;
}

Violation Blame(absl::string_view field, absl::string_view reason, std::string message) {
  Violation violation;
  violation.field = Shorten(field);
  violation.reason = std::string(reason);
  violation.message = std::move(message);
  return violation;
}

Violation Unknown(absl::string_view name, const std::string& nearest) {
  return Blame(name, "UNKNOWN_FIELD",
               nearest.empty() ? absl::StrCat("Параметра «", Shorten(name), "» здесь нет.")
                               : absl::StrCat("Параметра «", Shorten(name),
                                              "» здесь нет; может быть, «", nearest, "»?"));
}

// The field at the end of a path and the message that holds it.
struct Target {
  const FieldShape* field = nullptr;
  pb::Message* message = nullptr;
  std::string nearest;  // when there is no field
};

Target Follow(absl::string_view name, const Shape& shape, pb::Message& message) {
  Target target{nullptr, &message, ""};
  const Shape* level = &shape;
  for (const absl::string_view step : absl::StrSplit(name, '.')) {
    if (target.field != nullptr) {  // go down into what the former step named
      const FieldShape& field = *target.field;
      if (field.message == nullptr || field.field->is_repeated() ||
          field.message->known != WellKnown::kNone) {
        return {nullptr, nullptr, ""};
      }
      target.message = target.message->GetReflection()->MutableMessage(target.message, field.field);
      level = field.message;
    }
    target.field = level->Find(step);
    if (target.field == nullptr)
      return {nullptr, nullptr, level == &shape ? level->Nearest(step) : ""};
  }
  const FieldShape& field = *target.field;
  const bool scalar = field.message == nullptr ||
                      (IsScalarKnown(field.message->known) && !field.field->is_repeated());
  if (!scalar || field.output_only) return {nullptr, nullptr, ""};
  return target;
}

Fault SetText(absl::string_view text, const FieldShape& field, pb::Message& message) {
  const Scalar scalar{Scalar::Kind::kLoose, text};
  if (field.message == nullptr) return SetScalar(scalar, *field.field, message);
  return SetKnown(scalar, *field.message,
                  *message.GetReflection()->MutableMessage(&message, field.field));
}

}  // namespace

bool DecodePercent(absl::string_view text, bool plus_is_space, std::string* out) {
  out->clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3 || Hex(text[i + 1]) < 0 || Hex(text[i + 2]) < 0) return false;
      out->push_back(static_cast<char>(Hex(text[i + 1]) * 16 + Hex(text[i + 2])));
      i += 2;
    } else {
      out->push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out->find('\0') == std::string::npos && IsUtf8(*out);
}

void ReadQuery(absl::string_view query, const Shape& shape, absl::Span<const std::string> taken,
               pb::Message& message, std::string* fields, Violations& violations) {
  if (query.empty()) return;
  absl::flat_hash_set<std::string> seen;
  for (const absl::string_view pair : absl::StrSplit(query, '&')) {
    if (pair.empty()) continue;
    if (violations.full()) return;
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    std::string name, value;
    if (!DecodePercent(parts.first, true, &name) || !DecodePercent(parts.second, true, &value)) {
      violations.Add(
          Blame(parts.first, "INVALID_TEXT", "В параметре запроса есть недопустимые символы."));
      continue;
    }
    if (name == kFields) {
      if (!seen.insert(name).second)
        violations.Add(Blame(name, "DUPLICATE_KEY", "Параметр встречается дважды."));
      *fields = std::move(value);
      continue;
    }
    const std::string top = name.substr(0, name.find('.'));
    const bool is_taken = std::any_of(taken.begin(), taken.end(),
                                      [&](const auto& t) { return t == "*" || t == top; });
    const Target target = is_taken ? Target{} : Follow(name, shape, message);
    if (target.field == nullptr) {
      violations.Add(Unknown(name, target.nearest));
    } else if (!seen.insert(name).second && !target.field->field->is_repeated()) {
      violations.Add(Blame(name, "DUPLICATE_KEY", "Параметр встречается дважды."));
    } else if (Fault fault = SetText(value, *target.field, *target.message); !fault.ok()) {
      violations.Add(Blame(name, fault.reason, std::move(fault.message)));
    }
  }
}

void SetPath(absl::string_view text, const std::vector<const pb::FieldDescriptor*>& path,
             pb::Message& message, Violations& violations) {
  pb::Message* holder = &message;
  std::string name;
  for (size_t i = 0; i < path.size(); ++i) {
    absl::StrAppend(&name, i > 0 ? "." : "", path[i]->json_name());
    if (i + 1 < path.size()) holder = holder->GetReflection()->MutableMessage(holder, path[i]);
  }
  const Fault fault = SetScalar({Scalar::Kind::kLoose, text}, *path.back(), *holder);
  if (!fault.ok()) violations.Add(Blame(name, fault.reason, fault.message));
}

}  // namespace nastavnik::gateway
