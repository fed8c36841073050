#include "common/page/page.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "common/status/error.h"

namespace nastavnik::page {
namespace {

// What a list request of a proto looks like to this library.
struct ListRequest {
  std::string filter;
  int32_t size = 0;
  std::string token;

  int32_t page_size() const { return size; }
  const std::string& page_token() const { return token; }
  void clear_page_size() { size = 0; }
  void clear_page_token() { token.clear(); }
  std::string SerializeAsString() const { return filter + "\x01" + std::to_string(size) + token; }
};

constexpr char kMethod[] = "nastavnik.submission.v1.ApplicationService/ListApplications";

Tokens SomeTokens(uint8_t byte = 7) {
  std::array<uint8_t, Tokens::kKeyBytes> key;
  key.fill(byte);
  return Tokens(key);
}

TEST_CASE("Page size: 50 unless given, 1000 at most, never negative") {
  CHECK(*PageSize(0) == 50);
  CHECK(*PageSize(1) == 1);
  CHECK(*PageSize(1000) == 1000);
  CHECK(*PageSize(1001) == 1000);
  const Error error = ErrorFrom(PageSize(-1).status());
  CHECK(error.reason == "FIELD_INVALID");
  REQUIRE(error.violations.size() == 1);
  CHECK(error.violations[0].field == "pageSize");
}

TEST_CASE("A token leads on from the last row, with another page size too") {
  const Tokens tokens = SomeTokens();
  const Uuid person = NewUuid();
  ListRequest request{"state=ADMITTED", 2, ""};
  CHECK(Read(tokens, kMethod, person, request)->after.empty());

  request.token = Next(tokens, kMethod, person, request, {"2027", "0192:практика", ""});
  request.size = 10;

  const auto page = Read(tokens, kMethod, person, request);
  REQUIRE(page.ok());
  CHECK(page->size == 10);
  CHECK(page->after == Key{"2027", "0192:практика", ""});
}

TEST_CASE("A token works for nothing else than the request it was given for") {
  const Tokens tokens = SomeTokens();
  const Uuid person = NewUuid();
  ListRequest request{"state=ADMITTED", 2, ""};
  request.token = Next(tokens, kMethod, person, request, {"2027"});
  const auto reason = [&](const Tokens& t, const char* method, const Uuid& who,
                          const ListRequest& r) {
    return ReasonOf(Read(t, method, who, r).status());
  };

  CHECK(reason(tokens, kMethod, person, request).empty());
  CHECK(reason(tokens, "nastavnik.submission.v1.ApplicationStaffService/ListApplications", person,
               request) == "PAGE_TOKEN_INVALID");
  CHECK(reason(tokens, kMethod, NewUuid(), request) == "PAGE_TOKEN_INVALID");
  CHECK(reason(tokens, kMethod, person, {"state=REFUSED", 2, request.token}) ==
        "PAGE_TOKEN_INVALID");
  CHECK(reason(SomeTokens(8), kMethod, person, request) == "PAGE_TOKEN_INVALID");
}

TEST_CASE("A damaged token is refused, whatever the damage") {
  const Tokens tokens = SomeTokens();
  const Scope scope{kMethod, NewUuid(), "filter"};
  const std::string token = tokens.Seal(scope, {"2027"});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    if (tokens.Open(scope, damaged).ok() && i + 1 != token.size())
      FAIL_CHECK(i);  // last bits of base64 may be padding
  }
  for (const char* odd : {"x", "!!!", "AAAA", "0192aaaa-0000-7000-8000-000000000000", "ё"}) {
    CHECK(ReasonOf(tokens.Open(scope, odd).status()) == "PAGE_TOKEN_INVALID");
  }
}

TEST_CASE("A token tells nothing, not even that two rows are the same") {
  const Tokens tokens = SomeTokens();
  const Scope scope{kMethod, NewUuid(), ""};
  const std::string token = tokens.Seal(scope, {"2027"});
  CHECK(token.find("2027") == std::string::npos);
  CHECK(token != tokens.Seal(scope, {"2027"}));
}

TEST_CASE("The key comes from a file of 64 hexadecimal digits") {
  const std::string path =
      std::filesystem::temp_directory_path() / ("nastavnik-" + NewUuid().ToString());
  std::ofstream(path) << std::string(64, 'a') << "\n";
  CHECK(Tokens::FromFile(path).ok());
  std::ofstream(path) << std::string(63, 'a') << "z\n";
  CHECK_FALSE(Tokens::FromFile(path).ok());
  std::filesystem::remove(path);
  CHECK_FALSE(Tokens::FromFile(path).ok());
}

}  // namespace
}  // namespace nastavnik::page
