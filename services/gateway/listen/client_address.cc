#include "services/gateway/listen/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace nastavnik::gateway {
namespace {

constexpr int kMappedBits = 96;     // of ::ffff:0:0/96, in front of an IPv4 address
constexpr int kBitsOfAClient = 64;  // RFC 6177: a site has at least a /64

bool IsMapped(const in6_addr& address) { return IN6_IS_ADDR_V4MAPPED(&address); }

// Whether the first `bits` bits are equal.
bool SamePrefix(const in6_addr& a, const in6_addr& b, int bits) {
  const int whole = bits / 8, rest = bits % 8;
  if (std::memcmp(a.s6_addr, b.s6_addr, static_cast<size_t>(whole)) != 0) return false;
  return rest == 0 || (a.s6_addr[whole] ^ b.s6_addr[whole]) >> (8 - rest) == 0;
}

// Addresses of all headers of that name, as one list.
std::vector<absl::string_view> Forwarded(const http::Request& request) {
  std::vector<absl::string_view> entries;
  for (const auto& [name, value] : request.headers) {
    if (!absl::EqualsIgnoreCase(name, "x-forwarded-for")) continue;
    for (const absl::string_view entry : absl::StrSplit(value, ',')) {
      const absl::string_view text = absl::StripAsciiWhitespace(entry);
      if (!text.empty()) entries.push_back(text);
    }
  }
  return entries;
}

// "203.0.113.7:4711" and "[2001:db8::1]:4711", as some proxies write, without the port.
absl::string_view WithoutPort(absl::string_view text) {
  const size_t bracket = text.find(']');
  if (absl::StartsWith(text, "[") && bracket != absl::string_view::npos)
    return text.substr(1, bracket - 1);
  const size_t colon = text.find(':');
  return colon != absl::string_view::npos && text.find(':', colon + 1) == absl::string_view::npos
             ? text.substr(0, colon)
             : text;
}

}  // namespace

std::optional<in6_addr> ClientAddresses::Parse(absl::string_view text) {
  if (absl::StrContains(text, '\0')) return std::nullopt;
  const std::string terminated(text);
  in6_addr address{};
  if (inet_pton(AF_INET6, terminated.c_str(), &address) == 1) return address;
  if (inet_pton(AF_INET, terminated.c_str(), &address.s6_addr[12]) != 1) return std::nullopt;
  address.s6_addr[10] = address.s6_addr[11] = 0xff;
  return address;
}

std::string ClientAddresses::Text(const in6_addr& address) {
  char text[INET6_ADDRSTRLEN];
  if (IsMapped(address)) return inet_ntop(AF_INET, &address.s6_addr[12], text, sizeof text);
  in6_addr network = address;
  std::fill(network.s6_addr + kBitsOfAClient / 8, std::end(network.s6_addr), 0);
  return absl::StrCat(inet_ntop(AF_INET6, &network, text, sizeof text), "/", kBitsOfAClient);
}

absl::StatusOr<ClientAddresses> ClientAddresses::Make(const std::vector<std::string>& trusted) {
  ClientAddresses made;
  for (const std::string& entry : trusted) {
    const std::vector<std::string> halves = absl::StrSplit(entry, absl::MaxSplits('/', 1));
    const auto address = Parse(halves[0]);
    const int most = address && IsMapped(*address) ? 128 - kMappedBits : 128;
    int bits = most;
    const bool given = halves.size() > 1;
    if (!address || (given && (!absl::SimpleAtoi(halves[1], &bits) || bits < 0 || bits > most))) {
      return absl::InvalidArgumentError(
          absl::StrCat("http.trusted_proxies: \"", entry,
                       "\" is neither an address nor a network such as 10.0.0.0/8"));
    }
    made.trusted_.push_back({*address, bits + 128 - most});
  }
  return made;
}

bool ClientAddresses::IsTrusted(const in6_addr& address) const {
  return std::any_of(trusted_.begin(), trusted_.end(), [&](const Network& network) {
    return SamePrefix(network.address, address, network.bits);
  });
}

std::string ClientAddresses::Of(const http::Request& request) const {
  const auto peer = Parse(request.peer);
  if (!peer) return request.peer;
  if (!IsTrusted(*peer)) return Text(*peer);
  in6_addr last = *peer;
  std::vector<absl::string_view> entries = Forwarded(request);
  for (; !entries.empty(); entries.pop_back()) {
    const auto hop = Parse(WithoutPort(entries.back()));
    if (!hop) return Text(last);  // who stands left of it, nobody we trust has said
    if (!IsTrusted(*hop)) return Text(*hop);
    last = *hop;
  }
  return "";
}

}  // namespace nastavnik::gateway
