#include "services/gateway/pages/static.h"

#include "services/gateway/openapi/embed.h"

EMBED_FILE(nastavnik_page_docs_html, NASTAVNIK_STATIC_DIR "/docs.html");
EMBED_FILE(nastavnik_page_docs_js, NASTAVNIK_STATIC_DIR "/docs.js");
EMBED_FILE(nastavnik_page_swagger_html, NASTAVNIK_STATIC_DIR "/swagger.html");
EMBED_FILE(nastavnik_page_swagger_js, NASTAVNIK_STATIC_DIR "/swagger.js");
EMBED_FILE(nastavnik_page_docs_css, NASTAVNIK_STATIC_DIR "/docs.css");
EMBED_FILE(nastavnik_page_absent_html, NASTAVNIK_STATIC_DIR "/absent.html");

namespace nastavnik::gateway {

absl::string_view DocsHtml() { return EMBEDDED(nastavnik_page_docs_html); }
absl::string_view DocsScript() { return EMBEDDED(nastavnik_page_docs_js); }
absl::string_view SwaggerHtml() { return EMBEDDED(nastavnik_page_swagger_html); }
absl::string_view SwaggerScript() { return EMBEDDED(nastavnik_page_swagger_js); }
absl::string_view DocsStyle() { return EMBEDDED(nastavnik_page_docs_css); }
absl::string_view AbsentHtml() { return EMBEDDED(nastavnik_page_absent_html); }

}  // namespace nastavnik::gateway
