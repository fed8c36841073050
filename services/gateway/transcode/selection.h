#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

#include "services/gateway/transcode/shape.h"
#include "services/gateway/transcode/violations.h"

namespace nastavnik::gateway {

// The members of an answer that a caller wants, as in "fields=name,applications.title": paths of
// JSON names, through lists too; a path takes everything below its end. Open content and maps are
// taken as a whole.
class Selection {
 public:
  // Of an answer of this shape; null when `fields` asks for everything ("" or "*"). Notes every
  // path that leads nowhere, at `source` (the parameter or the header).
  static std::unique_ptr<const Selection> Parse(absl::string_view fields, const Shape& shape,
                                                absl::string_view source, Violations& violations);

  // What is wanted below a field: nothing of it (null), or a selection; one that IsWhole stands for
  // everything.
  const Selection* Below(const FieldShape& field) const;
  bool IsWhole() const { return below_.empty(); }

 private:
  Selection* Add(const FieldShape& field);

  std::map<const FieldShape*, std::unique_ptr<Selection>> below_;
};

inline constexpr int kMostSelected = 100;  // paths

}  // namespace nastavnik::gateway
