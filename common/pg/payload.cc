#include <boost/json/object.hpp>

#include "common/json/json.h"
#include "common/pg/transaction.h"

namespace nastavnik::pg {

std::string PayloadOf(const Event& event) {
  boost::json::object facts;
  for (const auto& [key, value] : event.data) facts[key] = value;
  return json::Canonical(facts);
}

}  // namespace nastavnik::pg
