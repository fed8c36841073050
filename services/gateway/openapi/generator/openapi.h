#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "absl/strings/string_view.h"

#include "services/gateway/openapi/reader.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {

// OpenAPI 3.1 of the routes that a reader has: paths, parameters, schemas with limits, security,
// problems, comments, examples. The public reads nothing of the offices' routes.
boost::json::object OpenApi(const Catalog& catalog, Reader reader, absl::string_view version);

// "/v1/{name=seasons/*/applications/*}:submit" ->
// "/v1/seasons/{season}/applications/{application}:submit" and the names in braces.
std::string OpenApiPath(const PathTemplate& path, std::vector<std::string>* parameters);

}  // namespace nastavnik::gateway
