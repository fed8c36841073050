#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "services/gateway/openapi/generator/schemas.h"
#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// Parameters of a route in path, query and headers, each with an example.
boost::json::array ParametersOf(const Route& route, const std::vector<std::string>& path_parameters,
                                Schemas& schemas);
// components.parameters: the headers of every operation.
boost::json::object SharedParameters();

}  // namespace nastavnik::gateway
