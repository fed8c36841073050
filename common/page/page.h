#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/id/id.h"

// Pages of lists: how many, and where to go on. A page token is sealed (XChaCha20-Poly1305): it
// holds the last key of the page before and works only for the same method, caller and arguments.
//
//   ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, method, principal,
//   request));
//   ... store.List(season, page.after, page.size + 1) ...
//   response.set_next_page_token(page::Next(call.env.pages, method, principal, request,
//   {last.id.ToString()}));
namespace nastavnik::page {

using Key = std::vector<std::string>;  // values of the order's columns in the last row; empty on
                                       // the first page

struct Page {
  int size = 0;
  Key after;
};

// Size of a page: 0 means 50, above 1000 is 1000, negative is FIELD_INVALID.
absl::StatusOr<int> PageSize(int32_t requested);

// What a token is bound to. `arguments` is the request without page_size and page_token, as bytes.
struct Scope {
  std::string method;
  Uuid principal;
  std::string arguments;
};

class Tokens {
 public:
  static constexpr size_t kKeyBytes = 32;
  explicit Tokens(const std::array<uint8_t, kKeyBytes>& key) : key_(key) {}
  // Key from a file of 64 hexadecimal digits (keys.dir/page.key).
  static absl::StatusOr<Tokens> FromFile(const std::string& path);

  std::string Seal(const Scope& scope, const Key& last) const;
  // Empty token: empty key. A token of another scope, a damaged or foreign one: PAGE_TOKEN_INVALID.
  absl::StatusOr<Key> Open(const Scope& scope, absl::string_view token) const;

 private:
  std::array<uint8_t, kKeyBytes> key_;
};

// The scope of a list request, which has the fields page_size and page_token.
template <typename Request>
Scope ScopeOf(absl::string_view method, const Uuid& principal, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return {std::string(method), principal, request.SerializeAsString()};
}

// Size and place that a list request asks for.
template <typename Request>
absl::StatusOr<Page> Read(const Tokens& tokens, absl::string_view method, const Uuid& principal,
                          const Request& request) {
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  auto after = tokens.Open(ScopeOf(method, principal, request), request.page_token());
  if (!after.ok()) return after.status();
  return Page{*size, *std::move(after)};
}

// Token of the page that follows the row with key `last`.
template <typename Request>
std::string Next(const Tokens& tokens, absl::string_view method, const Uuid& principal,
                 const Request& request, const Key& last) {
  return tokens.Seal(ScopeOf(method, principal, request), last);
}

}  // namespace nastavnik::page
