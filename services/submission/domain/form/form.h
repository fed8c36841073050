#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/id/id.h"
#include "common/json/json.h"

// The form of one nomination: what the season document says of it, with what differs in this
// nomination put in place.
namespace nastavnik::submission {

enum class FieldType {
  kText,  // one line
  kLongText,
  kInteger,
  kDecimal,
  kDate,
  kPeriod,
  kBoolean,
  kSingleChoice,
  kMultiChoice,
  kRegion,
  kOrganization,
  kPersons,
  kTable,
  kUrl,
  kEmail,
  kPhone,
  kFiles,
  kVideo,
};

// When a field must have a value.
enum class Required { kNever, kSubmit, kDraft };

// A field is shown, and binds, only while another one has this value.
struct ShownIf {
  std::string field;
  json::Value equals;
};

struct Field {
  std::string id;
  std::string section;
  std::string title;
  std::string help;
  FieldType type = FieldType::kText;
  Required required = Required::kNever;
  std::optional<int64_t> min,
      max;  // code points of texts, bounds of integers, 10^-scale units of decimals
  std::optional<int64_t> min_items, max_items;
  int scale = 0;                               // digits after the point of a decimal
  std::map<std::string, std::string> options;  // id and title of a choice
  std::vector<Field> columns;                  // of a table
  std::optional<ShownIf> shown_if;
  bool keywords = false;  // its options are the season's keywords
  bool shown_to_experts = false;
  bool compared = false;  // copies are looked for in its text
};

struct Form {
  std::string id;
  std::vector<Field> fields;  // in the order of the sections
  // What the form itself says: titles and help of sections and fields. Who repeats it copies
  // nobody.
  std::vector<std::string> wording;

  const Field* Find(absl::string_view id) const;
  // The first field of a type, or null.
  const Field* First(FieldType type) const;
  std::vector<std::string> Ids() const;
};

// Whether a field binds, given the values of the others.
bool IsShown(const Field& field, const boost::json::object& content);

}  // namespace nastavnik::submission
