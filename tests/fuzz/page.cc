// Page tokens: a byte, then lines: method, arguments, values of the key. A token opens for the
// scope it was sealed for and gives the key back; not for another method, person or arguments, not
// with any bit changed or anything cut off or added. What nobody sealed opens never.
#include "absl/strings/str_cat.h"

#include "common/page/page.h"
#include "common/status/error.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::page {
namespace {

void MustRefuse(const Tokens& tokens, const Scope& scope, absl::string_view token,
                const char* what) {
  const auto opened = tokens.Open(scope, token);
  fuzz::Require(!opened.ok() && ErrorFrom(opened.status()).reason == "PAGE_TOKEN_INVALID", what,
                std::string(token));
}

void Check(fuzz::Input input) {
  static const Tokens tokens({1, 2, 3});
  static const Tokens others({1, 2, 4});
  const uint8_t place = input.Byte();
  Scope scope{std::string(input.Line()), Uuid(), std::string(input.Line())};
  if (!input.Rest().empty()) MustRefuse(tokens, scope, input.Rest(), "what nobody sealed");
  Key key;
  while (!input.Rest().empty()) key.emplace_back(input.Line());
  const std::string token = tokens.Seal(scope, key);
  const auto opened = tokens.Open(scope, token);
  fuzz::Require(opened.ok() && *opened == key, "what was sealed opens", token);
  MustRefuse(others, scope, token, "another installation's key");
  MustRefuse(tokens, {absl::StrCat(scope.method, "x"), scope.principal, scope.arguments}, token,
             "another method");
  MustRefuse(tokens,
             {scope.method, *ParseUuid("0192f6c1-3a52-7d1e-9b7f-8c5d2e4a6b01"), scope.arguments},
             token, "another person");
  MustRefuse(tokens, {scope.method, scope.principal, absl::StrCat(scope.arguments, "x")}, token,
             "other arguments");
  if (!scope.arguments.empty())  // the border between the parts is no part of any
    MustRefuse(tokens,
               {scope.method + scope.arguments[0], scope.principal, scope.arguments.substr(1)},
               token, "a moved border");
  std::string changed = token;
  changed[place * token.size() / 256] ^= 1;
  MustRefuse(tokens, scope, changed, "a changed token");
  const size_t kept = std::max<size_t>(1, place * token.size() / 256);
  MustRefuse(tokens, scope, token.substr(0, kept), "a cut token");
  MustRefuse(tokens, scope, token + "A", "a longer token");
}

}  // namespace
}  // namespace nastavnik::page

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nastavnik::page::Check(nastavnik::fuzz::Input(data, size));
  return 0;
}
