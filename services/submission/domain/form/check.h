#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/json/reader.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/form/form.h"

// The validator of forms. It looks at clean contents and finds every fault at once. A submission
// names fields as the application has them ("content.title", "content.metrics[1].before"), a save
// as its request has them
// ("application.content.title").
namespace nastavnik::submission {

// How strict: a save must never be refused for being incomplete or half typed, a submission must be
// right.
enum class Level {
  kSave,    // types, upper limits, offered values, and what the form requires of every draft
  kSubmit,  // also lower limits, formats, and what the form requires to submit
};

// People who may stand in a field of persons: the applicant and the members.
using People = std::vector<PersonId>;

// Faults of the `touched` fields, `unknown` places among them, and required ones that are missing
// anywhere in `content`.
json::Violations CheckSave(const Form& form, const Content& content,
                           const std::vector<std::string>& touched,
                           const UnknownPlaces& unknown = {});

// Faults of every field that binds.
json::Violations CheckSubmit(const Form& form, const Content& content, const People& people);

// FEATURE_NOT_AVAILABLE if a touched field holds a file or a video: uploads do not exist yet.
absl::Status RefuseFiles(const Form& form, const Content& content,
                         const std::vector<std::string>& touched);

// Faults of one value, added to `violations`.
void CheckValue(const Field& field, const json::Value& value, const std::string& path, Level level,
                const People& people, json::Violations& violations);

}  // namespace nastavnik::submission
