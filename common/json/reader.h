#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/json/json.h"
#include "common/status/error.h"

namespace nastavnik::json {

using Violations = std::vector<FieldViolation>;

// Reads one object of a document. Every fault is noted with its path and reading goes on with a
// default, so that one pass finds them all:
//
//   Violations violations;
//   Reader reader(document, violations);
//   const std::string title = reader.Text("title", {.max = 200});
//   for (auto& [id, stage] : reader.Entries("stages")) { ... stage.OptionalInt("graceSeconds", 120,
//   {0, 600}) ... } reader.RefuseUnknown(); RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
//
// The document and the violations must outlive the reader. A null member is a member of the wrong
// type.
class Reader {
 public:
  struct Length {
    size_t min = 0;  // code points
    size_t max = 10000;
  };
  struct Range {
    int64_t min = -kMaxInteger;
    int64_t max = kMaxInteger;
  };
  template <typename E>
  using Names = std::vector<std::pair<absl::string_view, E>>;

  Reader(const Value& value, Violations& violations, std::string path = "");

  bool Has(absl::string_view key) const;
  const std::string& path() const { return path_; }

  // Required: absent is REQUIRED and gives "" or 0.
  std::string Text(absl::string_view key, Length length);
  std::string Text(absl::string_view key) { return Text(key, Length{}); }
  int64_t Int(absl::string_view key, Range range);
  int64_t Int(absl::string_view key) { return Int(key, Range{}); }

  // Optional: absent gives the default.
  std::string OptionalText(absl::string_view key, absl::string_view otherwise, Length length);
  std::string OptionalText(absl::string_view key, absl::string_view otherwise = "") {
    return OptionalText(key, otherwise, Length{});
  }
  int64_t OptionalInt(absl::string_view key, int64_t otherwise, Range range);
  int64_t OptionalInt(absl::string_view key, int64_t otherwise) {
    return OptionalInt(key, otherwise, Range{});
  }
  bool OptionalBool(absl::string_view key, bool otherwise);

  // One of the names, or the default when absent; another name is UNKNOWN_VALUE.
  template <typename E>
  E OneOf(absl::string_view key, const Names<E>& names, E otherwise) {
    const std::string name = OptionalText(key);
    if (name.empty()) return otherwise;
    for (const auto& [known, value] : names) {
      if (known == name) return value;
    }
    std::vector<std::string> known;
    for (const auto& entry : names) known.emplace_back(entry.first);
    FailUnknownValue(key, name, known);
    return otherwise;
  }

  // Lists; absent gives an empty one.
  std::vector<std::string> Texts(absl::string_view key);
  std::vector<int64_t> Ints(absl::string_view key);
  std::vector<Reader> Objects(absl::string_view key);

  // The object under `key`; absent gives an empty one.
  Reader Object(absl::string_view key);
  // Entries of the map under `key`, id and object, sorted by id. An id that is no document id is a
  // violation.
  std::vector<std::pair<std::string, Reader>> Entries(absl::string_view key);
  // Integers of the map under `key`, sorted by key: {"production": 15}.
  std::vector<std::pair<std::string, int64_t>> IntEntries(absl::string_view key, Range range);
  std::vector<std::pair<std::string, std::string>> TextEntries(absl::string_view key,
                                                               Length length);

  // The raw member, or null.
  const Value* Find(absl::string_view key);

  // Notes a violation at the member `key`; "" is the object itself.
  void Fail(absl::string_view key, absl::string_view reason, absl::string_view message);
  void FailUnknownValue(absl::string_view key, absl::string_view value,
                        const std::vector<std::string>& known);
  // Notes UNKNOWN_FIELD for each member that nothing asked for, with the nearest known name.
  void RefuseUnknown();

 private:
  const Value* Get(absl::string_view key, boost::json::kind kind, absl::string_view wanted);
  std::vector<std::string> SortedKeys(const Value& map) const;

  const Value* value_;  // always an object
  Violations* violations_;
  std::string path_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace nastavnik::json
