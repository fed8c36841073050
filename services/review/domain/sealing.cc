#include "services/review/domain/sealing.h"

#include "absl/strings/strip.h"

namespace nastavnik::review {
namespace {

constexpr absl::string_view kVersion1 = "\x01";

}  // namespace

std::string Seal(absl::string_view text) {
  std::string sealed(kVersion1);
  sealed.append(text.data(), text.size());
  return sealed;
}

std::string Unseal(absl::string_view sealed) {
  return absl::ConsumePrefix(&sealed, kVersion1) ? std::string(sealed) : "";
}

}  // namespace nastavnik::review
