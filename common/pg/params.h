#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"

namespace nastavnik::pg {

// Value of a bytea parameter.
struct Bytes {
  std::string value;
};

// Parameters of a statement in the order of $1, $2 ... Everything travels as text, bytea as it is.
// A std::vector becomes an array: `WHERE id = ANY($1)`, or many rows at once by `INSERT ... SELECT
// ... FROM unnest($1, $2)`.
class Params {
 public:
  void Add(std::nullopt_t) { values_.push_back({0, -1, false}); }
  void Add(bool value) { Put(value ? "t" : "f"); }
  template <std::integral T>
  void Add(T value) {
    PutNumber(static_cast<int64_t>(value));
  }
  void Add(double value);
  void Add(absl::string_view value) { Put(value); }
  void Add(std::string_view value) { Put({value.data(), value.size()}); }
  void Add(const std::string& value) { Put(value); }
  void Add(const char* value) { Put(value); }
  void Add(const Uuid& value) { Put(value.ToString()); }
  void Add(absl::Time value);      // timestamptz, microseconds
  void Add(absl::Duration value);  // interval, microseconds
  void Add(const Bytes& value);
  template <typename Tag>
  void Add(const Id<Tag>& value) {
    Add(value.uuid());
  }
  template <typename Tag>
  void Add(const TextId<Tag>& value) {
    Put(value.text());
  }
  template <typename T>
  void Add(const std::optional<T>& value) {
    value ? Add(*value) : Add(std::nullopt);
  }
  template <typename T>
  void Add(const std::vector<T>& values) {
    std::string array = "{";
    Params element;
    for (const T& value : values) {
      element.Clear();
      element.Add(value);
      element.AppendAsElement(array);
    }
    array.push_back('}');
    Put(array);
  }

  // Adds the values of `other` behind the own ones.
  void Append(const Params& other);

  int size() const { return static_cast<int>(values_.size()); }
  bool IsNull(int i) const { return values_[i].size < 0; }
  bool IsBinary(int i) const { return values_[i].binary; }
  // The bytes of a value, followed by NUL.
  absl::string_view operator[](int i) const { return {bytes_.data() + values_[i].at, Size(i)}; }

 private:
  struct Value {
    size_t at;
    int size;  // -1: null
    bool binary;
  };

  size_t Size(int i) const {
    return values_[i].size < 0 ? 0 : static_cast<size_t>(values_[i].size);
  }
  void Put(absl::string_view bytes, bool binary = false);
  void PutNumber(int64_t value);
  void Clear();
  // Writes the only value as an element of an array literal.
  void AppendAsElement(std::string& array) const;

  std::string bytes_;
  std::vector<Value> values_;
};

template <typename... Args>
Params ParamsOf(const Args&... args) {
  Params params;
  (params.Add(args), ...);
  return params;
}

}  // namespace nastavnik::pg
