#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/json/json.h"
#include "common/json/reader.h"
#include "services/submission/domain/form/form.h"

namespace nastavnik::submission {

// Values by field id. What is empty is not there: no null, no "", no empty list. Texts are NFC, LF,
// without outer spaces.
using Content = boost::json::object;

// Ids of organizations and regions that registration does not know.
using UnknownPlaces = std::set<std::string>;

// One save of the form: the fields that it touches and their new values; a touched field without a
// value is removed.
struct Patch {
  NominationId nomination;          // empty: stays
  bool whole = false;               // every field that is not named is removed
  std::vector<std::string> fields;  // ids, each once
  Content values;
  UnknownPlaces unknown;  // of the places that the values name
};

// The patch of a request. `mask` has paths "nomination", "content", "content.<field-id>"; an empty
// one stands for all that the body sets. `content` is the body's object. Errors: FIELD_INVALID for
// other paths.
absl::StatusOr<Patch> ReadPatch(const std::vector<std::string>& mask,
                                const NominationId& nomination, const Content& content);

// The values in the form that is stored: texts normalized and trimmed, resource names shortened to
// ids, empty values left out. Notes INVALID_TEXT for control characters; `path` is where the object
// stands, "content".
Content Clean(const Form& form, const Content& values, absl::string_view path,
              json::Violations& violations);

// The working copy after the patch, whose values are clean.
Content Merge(Content content, const Patch& patch);

// What a submission takes of the working copy: the fields that the form has and shows.
Content Submitted(const Form& form, const Content& content);
// The other ones.
std::vector<std::string> UnusedFields(const Form& form, const Content& content);

// What experts may read.
Content ShownToExperts(const Form& form, const Content& content);

// Facts of a content that other parts of the contest go by; "" and {} where the form has no such
// field or it is empty.
std::string TitleOf(const Form& form, const Content& content);
std::string RegionOf(const Form& form, const Content& content);
std::string OrganizationOf(const Form& form, const Content& content);
std::vector<std::string> KeywordsOf(const Form& form, const Content& content);

}  // namespace nastavnik::submission
