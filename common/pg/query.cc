#include "absl/strings/str_cat.h"

#include "common/pg/write.h"

namespace nastavnik::pg {

void Query::Fill(absl::string_view name, absl::string_view sql, const Params& added) {
  const std::string end = "/*end*/";
  if (text.empty()) text = statement->sql;
  const std::string begin = absl::StrCat("/*", name, "*/");
  const size_t from = text.find(begin);
  const size_t to = text.find(end, from);
  text = absl::StrCat(text.substr(0, from), sql, text.substr(to + end.size()));
  params.Append(added);
}

}  // namespace nastavnik::pg
