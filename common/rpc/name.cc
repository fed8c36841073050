#include "common/rpc/name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace nastavnik::rpc {

absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                   absl::string_view name,
                                                   absl::string_view field) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> given = absl::StrSplit(name, '/');
  bool fits = wanted.size() == given.size();
  std::vector<std::string> variables;
  for (size_t i = 0; fits && i < wanted.size(); ++i) {
    if (wanted[i] == "*") {
      fits = !given[i].empty();
      variables.emplace_back(given[i]);
    } else {
      fits = wanted[i] == given[i];
    }
  }
  if (fits) return variables;
  return FieldsInvalid({{std::string(field), "INVALID_FORMAT",
                         absl::StrCat("Имя должно иметь вид ", pattern, ".")}});
}

absl::Status NoSuchObject() {
  Error error;
  error.code = absl::StatusCode::kNotFound;
  error.reason = "NOT_FOUND";
  error.message = "Объект не найден.";
  return ToStatus(error);
}

std::string Etag(int64_t version, absl::string_view audience) {
  return absl::StrCat("v", version, "-", audience);
}

absl::Status CheckEtag(int64_t version, absl::string_view audience, absl::string_view given) {
  if (given.empty() || given == Etag(version, audience)) return absl::OkStatus();
  Error error;
  error.code = absl::StatusCode::kAborted;
  error.reason = "ETAG_MISMATCH";
  error.message =
      "Данные изменились с тех пор, как вы их прочитали. Обновите страницу и повторите.";
  return ToStatus(error);
}

}  // namespace nastavnik::rpc
