#pragma once

#include <boost/json/object.hpp>

namespace nastavnik::gateway {

// The same description in OpenAPI 3.0.3, for tools that read nothing newer: no webhooks, no
// neighbors of $ref, `nullable`, `example`, boolean exclusive bounds, enums for constants, the
// address of the license.
boost::json::object ToOpenApi30(const boost::json::object& openapi31);

}  // namespace nastavnik::gateway
