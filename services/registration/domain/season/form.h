#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/registration/domain/season/selector.h"

#include "common/json/json.h"

namespace nastavnik::season {

using Titles = std::vector<std::pair<std::string, std::string>>;  // id and text, by id

// A column of a TABLE.
struct Column {
  std::string id;
  std::string title;
  std::string type;  // TEXT, LONG_TEXT, INTEGER, DECIMAL, DATE, BOOLEAN
  std::optional<int64_t> min, max;
  int scale = 0;
};

// What one nomination replaces of a field.
struct FieldOverride {
  std::optional<std::string> title, help, required;
  std::optional<Titles> options;
};

// A hidden field is neither required nor stored.
struct ShownIf {
  std::string field;
  json::Value equals;
};

// One field of a form. Lengths are code points after NFC; what a type does not use stays absent.
struct Field {
  std::string id;
  std::string type;
  std::string title;
  std::string help;
  std::string required = "NEVER";  // NEVER, SUBMIT, DRAFT
  std::optional<int64_t> min, max;
  std::string decimal_min, decimal_max;  // bounds of DECIMAL, as text
  int scale = 0;
  std::optional<int64_t> min_items, max_items, max_bytes, max_seconds;
  std::vector<std::string> media;
  Titles options;
  std::string options_from;  // "" or "keywords"
  std::vector<Column> columns;
  std::optional<ShownIf> shown_if;
  std::string experts = "HIDDEN";
  std::string audience = "NEVER";  // `public` of the document
  std::string personal;
  bool correctable = false;
  std::map<std::string, FieldOverride> by;  // nomination -> what differs there
};

struct Section {
  std::string id;
  std::string title;
  std::string help;
  std::vector<std::string> fields;
};

struct Form {
  std::string id;
  Selector applies_to;
  std::vector<Section> sections;
  std::map<std::string, Field> fields;
};

// The field as one nomination has it.
Field ForNomination(const Field& field, const std::string& nomination);

}  // namespace nastavnik::season
