#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// A reason of proto/nastavnik/common/v1/errors.proto with the HTTP status that it has.
struct ProblemReason {
  std::string reason;
  int status;
};

// The reasons that follow from the rule and the fields of a method, in the order of their statuses.
// What the domain refuses besides, such as APPLICATION_INCOMPLETE, stands in the catalogue alone.
std::vector<ProblemReason> ReasonsOf(const Route& route);

// "Problem400": the response component of a status.
std::string ProblemName(int status);

// components.schemas.Problem: RFC 9457 with our members.
boost::json::object ProblemSchema();
// components.headers: what answers carry besides their bodies.
boost::json::object HeaderComponents();
// components.responses: one for each status that ReasonsOf tells, and "Problem" for any other.
boost::json::object ProblemResponses();
// The headers that answers of deprecated operations carry.
boost::json::object DeprecationHeaders();
// {"RateLimit": {"$ref": ...}, ...} of the headers that every answer may carry, and the given ones.
boost::json::object HeadersOfAnswer(const std::vector<std::string>& more = {});

}  // namespace nastavnik::gateway
