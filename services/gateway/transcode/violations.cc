#include "services/gateway/transcode/violations.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace nastavnik::gateway {

std::string Path::Field() const {
  std::string out = body_field_;
  for (const Step& step : steps_) {
    if (step.index >= 0) {
      absl::StrAppend(&out, "[", step.index, "]");
    } else {
      absl::StrAppend(&out, out.empty() ? "" : ".", Shorten(step.name));
    }
  }
  return out;
}

std::string Path::Pointer() const {
  std::string out;
  for (const Step& step : steps_) {
    if (step.index >= 0) {
      absl::StrAppend(&out, "/", step.index);
    } else {
      absl::StrAppend(&out, "/",
                      absl::StrReplaceAll(Shorten(step.name), {{"~", "~0"}, {"/", "~1"}}));
    }
  }
  return out;
}

void Violations::Add(const Path& path, absl::string_view reason, std::string message) {
  if (full()) return;
  Violation violation;
  violation.field = path.Field();
  violation.pointer = path.Pointer();
  violation.reason = std::string(reason);
  violation.message = std::move(message);
  all_.push_back(std::move(violation));
}

void Violations::Add(Violation violation) {
  if (!full()) all_.push_back(std::move(violation));
}

std::string Shorten(absl::string_view text) {
  constexpr size_t kLongest = 64;
  if (text.size() <= kLongest) return std::string(text);
  size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "...");
}

}  // namespace nastavnik::gateway
