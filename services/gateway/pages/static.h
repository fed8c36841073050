#pragma once

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// The files of pages/static, as they stand in the program.
absl::string_view DocsHtml();     // the page of Scalar
absl::string_view DocsScript();   // starts it
absl::string_view SwaggerHtml();  // the page of Swagger UI
absl::string_view SwaggerScript();
absl::string_view DocsStyle();   // fonts, and the look of our own pages
absl::string_view AbsentHtml();  // /docs where its files are not installed

}  // namespace nastavnik::gateway
