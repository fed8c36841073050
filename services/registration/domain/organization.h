#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/status/error.h"

namespace nastavnik::registration {

struct Organization {
  OrganizationId id;
  std::string title;
  std::string short_title;
  std::string inn;
  std::string ogrn;
  RegionId region;
  absl::Time create_time;
};

// ИНН: 10 digits of an organization or 12 of an entrepreneur, with the check digits of the tax
// service.
bool IsInn(absl::string_view text);
// ОГРН of 13 digits or ОГРНИП of 15, with its check digit.
bool IsOgrn(absl::string_view text);

// Notes what is wrong with an organization's numbers.
void CheckNumbers(const Organization& organization, std::vector<FieldViolation>& violations);

}  // namespace nastavnik::registration
