#include "services/gateway/pages/reference.h"

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/status/macros.h"
#include "services/gateway/openapi/published.h"
#include "services/gateway/pages/error_pages.h"
#include "services/gateway/pages/page_file.h"
#include "services/gateway/pages/static.h"

namespace nastavnik::gateway {
namespace {

constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr char kScript[] = "text/javascript; charset=utf-8";
constexpr char kStyle[] = "text/css; charset=utf-8";

struct Asset {
  const char* file;
  const char* type;
};
// What docs_dir holds.
constexpr std::array<Asset, 5> kAssets = {{{"scalar.js", kScript},
                                           {"swagger-ui-bundle.js", kScript},
                                           {"swagger-ui.css", kStyle},
                                           {"inter-cyrillic.woff2", "font/woff2"},
                                           {"inter-latin.woff2", "font/woff2"}}};

void Add(Front& front, std::string path, absl::string_view type, absl::string_view bytes) {
  const auto file = std::make_shared<const PageFile>(type, std::string(bytes));
  front.AddPage(std::move(path),
                [file](const http::Request& request) { return file->Answer(request); });
}

// A file that the two listeners answer differently.
void Add(Front& front, std::string path, absl::string_view type,
         absl::string_view Published::*bytes) {
  const auto make = [&](Reader reader) {
    return std::make_shared<const PageFile>(type, std::string(PublishedFor(reader).*bytes));
  };
  front.AddPage(std::move(path), [open = make(Reader::kPublic),
                                  staff = make(Reader::kStaff)](const http::Request& request) {
    return (request.listener == Front::kStaff ? staff : open)->Answer(request);
  });
}

absl::Status AddAssets(Front& front, const std::string& directory) {
  for (const Asset& asset : kAssets) {
    const std::string path = absl::StrCat(directory, "/", asset.file);
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && bytes.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("http.docs_dir: ", path, " cannot be read; ./dev docs makes it"));
    }
    Add(front, absl::StrCat("/docs/", asset.file), asset.type, bytes);
  }
  Add(front, "/docs", kHtml, DocsHtml());
  Add(front, "/docs/docs.js", kScript, DocsScript());
  Add(front, "/docs/swagger", kHtml, SwaggerHtml());
  Add(front, "/docs/swagger.js", kScript, SwaggerScript());
  return absl::OkStatus();
}

}  // namespace

absl::Status AddReferencePages(Front& front, const std::string& docs_dir) {
  Add(front, "/openapi.json", "application/json", &Published::openapi);
  Add(front, "/openapi-3.0.json", "application/json", &Published::openapi_30);
  Add(front, "/descriptor.binpb", "application/x-protobuf", &Published::descriptors);
  Add(front, "/protos.tar.gz", "application/gzip", &Published::protos);
  Add(front, "/docs/docs.css", kStyle, DocsStyle());
  AddErrorPages(front);
  if (!docs_dir.empty()) return AddAssets(front, docs_dir);
  Add(front, "/docs", kHtml, AbsentHtml());
  Add(front, "/docs/swagger", kHtml, AbsentHtml());
  return absl::OkStatus();
}

}  // namespace nastavnik::gateway
