#pragma once

#include <netinet/in.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/http/message.h"

namespace nastavnik::gateway {

// Tells from where a request comes when proxies of ours stand in front. X-Forwarded-For is believed
// as far as proxies of ours wrote it: each puts the address it was called from at the right end, so
// that everything left of the first stranger is what the stranger says.
class ClientAddresses {
 public:
  // `trusted` are the proxies, as addresses or networks: "10.0.0.7", "10.0.0.0/8", "fd00::/8".
  // INVALID_ARGUMENT names the entry that is neither.
  static absl::StatusOr<ClientAddresses> Make(const std::vector<std::string>& trusted);

  // The client's address; of IPv6 its network, "2001:db8:1:2::/64", since one client has a whole
  // one. "" when nobody but proxies of ours had a part in the call: the operator on the machine, or
  // a proxy that does not say for whom it calls, and behind which everybody would look like one.
  std::string Of(const http::Request& request) const;

 private:
  struct Network {
    in6_addr address;  // IPv4 as ::ffff:a.b.c.d
    int bits;          // of its prefix
  };
  static std::optional<in6_addr> Parse(absl::string_view text);
  static std::string Text(const in6_addr& address);
  bool IsTrusted(const in6_addr& address) const;

  std::vector<Network> trusted_;
};

}  // namespace nastavnik::gateway
