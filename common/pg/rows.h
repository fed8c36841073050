#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"

struct pg_result;  // libpq's PGresult

namespace nastavnik::pg {

using Result = std::shared_ptr<const pg_result>;

// One row of an answer; keeps the answer alive. Columns go by name. A null reads as the empty or
// zero value: ask IsNull or an Optional accessor where null means something. A name that the
// statement does not return ends the process: that is a fault of the store which every test of the
// statement shows.
class Row {
 public:
  Row(Result result, int row) : result_(std::move(result)), row_(row) {}

  bool IsNull(const char* column) const;
  absl::string_view View(
      const char* column) const;  // as PostgreSQL writes it; lives as long as the row
  std::string Text(const char* column) const { return std::string(View(column)); }
  int Int(const char* column) const { return static_cast<int>(Int64(column)); }
  int64_t Int64(const char* column) const;
  double Double(const char* column) const;
  bool Bool(const char* column) const { return View(column) == "t"; }
  absl::Time Time(const char* column) const;  // timestamptz; null reads as InfinitePast
  nastavnik::Uuid Uuid(const char* column) const;
  std::string Bytes(const char* column) const;  // bytea
  std::vector<std::string> TextArray(
      const char* column) const;  // any array; a null element reads as ""

  // Id<Tag> of a uuid, TextId<Tag> of a text.
  template <typename IdType>
  IdType IdOf(const char* column) const {
    if constexpr (std::is_constructible_v<IdType, nastavnik::Uuid>) {
      return IdType(Uuid(column));
    } else {
      return IdType(View(column));
    }
  }
  template <typename IdType>
  std::vector<IdType> IdArray(const char* column) const {
    std::vector<IdType> ids;
    for (const std::string& text : TextArray(column)) {
      if constexpr (std::is_constructible_v<IdType, nastavnik::Uuid>) {
        ids.push_back(IdType(ParseUuid(text).value_or(nastavnik::Uuid{})));
      } else {
        ids.push_back(IdType(text));
      }
    }
    return ids;
  }

  template <typename IdType>
  std::optional<IdType> OptionalIdOf(const char* column) const {
    return IsNull(column) ? std::nullopt : std::optional(IdOf<IdType>(column));
  }
  std::optional<std::string> OptionalText(const char* column) const {
    return IsNull(column) ? std::nullopt : std::optional(Text(column));
  }
  std::optional<int> OptionalInt(const char* column) const {
    return IsNull(column) ? std::nullopt : std::optional(Int(column));
  }
  std::optional<absl::Time> OptionalTime(const char* column) const {
    return IsNull(column) ? std::nullopt : std::optional(Time(column));
  }

 private:
  int Column(const char* name) const;

  Result result_;
  int row_;
};

// Answer of one statement.
class Rows {
 public:
  Rows() = default;
  explicit Rows(Result result);

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int affected() const { return affected_; }  // rows that INSERT, UPDATE or DELETE touched
  Row operator[](int i) const { return Row(result_, i); }

  // The first row, if there is one.
  std::optional<Row> One() const { return empty() ? std::nullopt : std::optional(Row(result_, 0)); }
  // The first row, or `missing`.
  absl::StatusOr<Row> One(const absl::Status& missing) const {
    if (empty()) return missing;
    return Row(result_, 0);
  }

  class Iterator {
   public:
    Iterator(const Rows* rows, int i) : rows_(rows), i_(i) {}
    Row operator*() const { return (*rows_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return i_ != other.i_; }

   private:
    const Rows* rows_;
    int i_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size_}; }

 private:
  Result result_;
  int size_ = 0;
  int affected_ = 0;
};

}  // namespace nastavnik::pg
