#include "common/pg/payload.h"

#include <boost/json/object.hpp>

#include "common/json/json.h"
#include "common/status/macros.h"

namespace nastavnik::pg {

absl::StatusOr<Facts> ParsePayload(absl::string_view payload) {
  ASSIGN_OR_RETURN(const json::Value value, json::Parse(payload));
  Facts facts;
  if (!value.is_object()) return absl::InternalError("the payload of an event is no object");
  for (const auto& [name, fact] : value.get_object()) {
    if (fact.is_string()) facts.emplace_back(std::string(name), std::string(fact.get_string()));
  }
  return facts;
}

std::string FormatPayload(const Facts& facts) {
  boost::json::object object;
  for (const auto& [name, value] : facts) object[name] = value;
  return json::Canonical(object);
}

}  // namespace nastavnik::pg
