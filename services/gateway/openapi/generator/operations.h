#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "services/gateway/openapi/generator/schemas.h"
#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// The operation object of a route: comment, parameters, body, answers, security, and what its
// access rule says as x-action, x-roles, x-priority, x-slo, x-reasons and their like.
// `path_parameters` are the names in braces of its path. Messages go to `schemas`.
boost::json::object OperationOf(const Route& route, const std::vector<std::string>& path_parameters,
                                Schemas& schemas);

}  // namespace nastavnik::gateway
