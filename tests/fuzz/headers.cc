// Headers that the gateway takes apart; the first byte chooses. An etag that was found is found
// again in its own header and named by any list that holds it; codings and languages obey what is
// added behind; a traceparent that is one is the same after it was printed.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/trace/context.h"
#include "services/gateway/listen/compress.h"
#include "services/gateway/listen/decode.h"
#include "services/gateway/listen/problem.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::gateway {
namespace {

void CheckEtag(absl::string_view header) {
  const std::string etag = EtagIn(header);
  if (etag.empty()) return;
  fuzz::Require(etag.find('"') == std::string::npos, "no quotes inside", etag);
  fuzz::Require(EtagIn(absl::StrCat("\"", etag, "\"")) == etag, "found again", etag);
  fuzz::Require(EtagIn(absl::StrCat(" W/\"", etag, "\" ")) == etag, "found when weak", etag);
  if (etag.find(',') != std::string::npos) return;
  fuzz::Require(NamesEtag(absl::StrCat("\"x\", ", header), etag), "named in a list", etag);
  fuzz::Require(!NamesEtag(absl::StrCat("\"", etag, "x\""), etag), "another etag", etag);
}

void CheckNames(absl::string_view list) {
  const bool named = NamesEtag(list, "v3-owner");
  fuzz::Require(NamesEtag(absl::StrCat(list, ",\"v3-owner\""), "v3-owner"), "added at the end");
  const bool any = absl::StrContains(list, "v3-owner") || absl::StrContains(list, "*");
  fuzz::Require(!named || any, "only what is in it", std::string(list));
}

void CheckCoding(absl::string_view header) {
  const Coding coding = CodingOf(header);
  fuzz::Require(CodingOf(absl::StrCat(header, ", unknown;q=0.5")) == coding,
                "a coding nobody knows", std::string(header));
  const std::string body(2000, 'a');
  if (coding != Coding::kIdentity)
    fuzz::Require(!NameOf(coding).empty() && Compress(coding, body).size() < body.size(),
                  "it compresses");
}

void CheckLanguage(absl::string_view header) {
  const Language language = LanguageOf(header);
  fuzz::Require(LanguageOf(absl::StrCat(header, ", de;q=0.1")) == language,
                "a language nobody speaks here", std::string(header));
  fuzz::Require(LanguageOf(header) == language, "the same again");
}

void CheckTrace(absl::string_view header) {
  const auto context = trace::ParseTraceparent(header);
  if (!context) return;
  const auto again = trace::ParseTraceparent(context->Traceparent());
  fuzz::Require(again && again->trace == context->trace && again->span == context->span &&
                    again->sampled == context->sampled,
                "read back", context->Traceparent());
  fuzz::Require(
      context->trace != decltype(context->trace){} && context->span != decltype(context->span){},
      "no zeros", context->Traceparent());
  fuzz::Require(context->Child().trace == context->trace, "the same trace below");
}

}  // namespace
}  // namespace nastavnik::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static void (*const kChecks[])(absl::string_view) = {
      nastavnik::gateway::CheckEtag, nastavnik::gateway::CheckNames,
      nastavnik::gateway::CheckCoding, nastavnik::gateway::CheckLanguage,
      nastavnik::gateway::CheckTrace};
  nastavnik::fuzz::Input input(data, size);
  kChecks[input.Byte() % std::size(kChecks)](input.Rest());
  return 0;
}
