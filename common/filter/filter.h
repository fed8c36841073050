#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/page/page.h"
#include "common/pg/params.h"
#include "common/pg/write.h"

// Filters and orders of lists, as callers write them: the grammar of AIP-160 (google.aip.dev/160)
// and AIP-132 over a white list of fields, turned into SQL whose every value is a parameter.
//
//   state = SUBMITTED AND (region = ru-16 OR region = ru-77) -title:"черновик"
//
// AND, also by juxtaposition, of OR of terms: OR binds tighter. A term is `field operator value`, a
// term in parentheses, or one of them after NOT or "-".
//   = != < <= > >=   comparison; a text with `*` at its ends matches the rest ("мастер*")
//   :                contains, without regard to case; of a list: has this element
//   field:*          is set
// Values are words or are quoted with " or '; \ takes the next character as it is.
namespace nastavnik::filter {

enum class Type {
  kText,   // = != : with wildcards
  kTexts,  // array of texts: only `:`
  kEnum,   // one of `values`: = != :
  kId,     // UUID, or a resource name that ends with it: = !=
  kInt,    // 64 bits
  kBool,   // true, false: = !=
  kTime,   // RFC 3339
};

struct Field {
  std::string name;  // as the API spells it: "createTime"
  Type type = Type::kText;
  std::string column;  // SQL: "a.create_time"; NOT NULL if the field is to be ordered by
  std::vector<std::string> values = {};  // of an enum
  bool ordered = false;                  // whether a list may be ordered by it
};

// What one list may be filtered and ordered by.
using Fields = std::vector<Field>;

inline constexpr size_t kMostBytes = 2048;
inline constexpr int kMostTerms = 32;
inline constexpr int kMostDepth = 8;

// Conditions for WHERE with their parameters, which go behind those that the statement has.
struct Condition {
  std::string sql;  // "TRUE" when nothing is asked
  pg::Params params;
};

// The condition of `filter`; parameters are numbered from `first_param` on. FIELD_INVALID of field
// "filter": where the text breaks the grammar, counted in characters from 1, or else all unknown
// fields and unfit values at once.
absl::StatusOr<Condition> ParseFilter(absl::string_view filter, const Fields& fields,
                                      int first_param);

// An order of rows: the fields that were asked for, then the id, so that it is total.
class Order {
 public:
  // `order_by` is "createTime desc, title"; empty: by id alone. FIELD_INVALID of field "orderBy"
  // for fields that the list is not ordered by or that come twice. `id_column` is a UUID.
  static absl::StatusOr<Order> Parse(absl::string_view order_by, const Fields& fields,
                                     absl::string_view id_column);

  // "a.create_time DESC, a.application_id".
  std::string Sql() const;
  // Columns whose values in the last row of a page, as text, are the key of the next page.
  std::vector<std::string> KeyColumns() const;
  // Rows after that key; no condition for an empty key. Errors: PAGE_TOKEN_INVALID when the key is
  // of another order.
  absl::StatusOr<Condition> After(const page::Key& key, int first_param) const;

 private:
  struct Part {
    std::string column;
    const char* type;  // of SQL
    bool descending;
  };
  bool SameDirection() const;
  std::string RowAfter(const std::vector<std::string>& values) const;
  std::string AnyAfter(const std::vector<std::string>& values) const;

  std::vector<Part> parts_;  // the last one is the id
};

// What a caller asks of a list.
struct Listing {
  absl::string_view filter;
  absl::string_view order_by;
  const page::Key& after;  // key of the last row of the page before
};

// Fills the parts of a list statement: conditions between /*where*/ and /*end*/, columns of the
// order between /*order*/ and /*end*/, and, as texts, between /*key*/ and /*end*/, where the
// statement answers the key of each row. Errors are those of ParseFilter and Order.
absl::Status Fill(const Listing& listing, const Fields& fields, absl::string_view id_column,
                  pg::Query& query);

}  // namespace nastavnik::filter
