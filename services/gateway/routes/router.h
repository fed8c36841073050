#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// Finds the route of a request in a trie of path segments: a literal segment goes before "*", "*"
// before "**". Built once, then safe to share.
class Router {
 public:
  Router();
  ~Router();

  // ALREADY_EXISTS when another route has the same verb and path.
  absl::Status Add(const Route& route);

  struct Match {
    const Route* route = nullptr;
    std::vector<std::string> values;  // decoded, by the path's variables
    std::vector<std::string>
        allowed;  // without a route: verbs that the path has; empty when it has none
  };
  // `path` as it came, without the query.
  Match Find(absl::string_view verb, absl::string_view path) const;

 private:
  struct Node;
  using Verbs = std::map<std::string, const Route*, std::less<>>;  // by HTTP verb

  std::unique_ptr<Node> root_;
};

}  // namespace nastavnik::gateway
