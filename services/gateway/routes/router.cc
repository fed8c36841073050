#include "services/gateway/routes/router.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "services/gateway/transcode/query.h"

namespace nastavnik::gateway {

struct Router::Node {
  absl::flat_hash_map<std::string, std::unique_ptr<Node>> literals;
  std::unique_ptr<Node> one;
  std::unique_ptr<Node> rest;
  std::map<std::string, Verbs, std::less<>> leaves;  // by custom verb, "" for none

  Node& Child(const PathTemplate::Segment& segment) {
    std::unique_ptr<Node>& child = segment.kind == PathTemplate::Kind::kLiteral
                                       ? literals[segment.literal]
                                   : segment.kind == PathTemplate::Kind::kOne ? one
                                                                              : rest;
    if (child == nullptr) child = std::make_unique<Node>();
    return *child;
  }

  // The leaf for `segments[at...]` and the custom verb, or null.
  const Verbs* Find(const std::vector<absl::string_view>& segments, size_t at,
                    absl::string_view custom) const {
    if (at == segments.size()) {
      const auto leaf = leaves.find(custom);
      return leaf == leaves.end() ? nullptr : &leaf->second;
    }
    if (const auto child = literals.find(segments[at]); child != literals.end()) {
      if (const Verbs* found = child->second->Find(segments, at + 1, custom)) return found;
    }
    if (segments[at].empty()) return nullptr;
    if (one != nullptr) {
      if (const Verbs* found = one->Find(segments, at + 1, custom)) return found;
    }
    return rest == nullptr ? nullptr : rest->Find(segments, segments.size(), custom);
  }
};

namespace {

constexpr size_t kMostSegments = 32;

// A segment that decodes to something with a slash would name another path.
bool DecodeSegments(absl::Span<const absl::string_view> segments, std::string* out) {
  std::string decoded;
  for (const absl::string_view segment : segments) {
    if (!DecodePercent(segment, false, &decoded) || absl::StrContains(decoded, '/')) return false;
    absl::StrAppend(out, out->empty() ? "" : "/", decoded);
  }
  return true;
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

absl::Status Router::Add(const Route& route) {
  Node* node = root_.get();
  for (const PathTemplate::Segment& segment : route.path.segments) node = &node->Child(segment);
  if (!node->leaves[route.path.verb].emplace(route.verb, &route).second) {
    return absl::AlreadyExistsError(
        absl::StrCat("two routes for ", route.verb, " ", route.path.text));
  }
  return absl::OkStatus();
}

Router::Match Router::Find(absl::string_view verb, absl::string_view path) const {
  Match match;
  if (path.empty() || path[0] != '/') return match;
  std::vector<absl::string_view> segments = absl::StrSplit(path.substr(1), '/');
  if (segments.size() > kMostSegments) return match;
  // "*" would also take "42:submit", so the path is first read with its custom verb.
  const Verbs* leaf = nullptr;
  if (const size_t colon = segments.back().rfind(':'); colon != absl::string_view::npos) {
    const absl::string_view whole = segments.back();
    segments.back() = whole.substr(0, colon);
    leaf = root_->Find(segments, 0, whole.substr(colon + 1));
    if (leaf == nullptr) segments.back() = whole;
  }
  if (leaf == nullptr) leaf = root_->Find(segments, 0, "");
  if (leaf == nullptr) return match;
  const auto found = leaf->find(verb);
  if (found == leaf->end()) {
    for (const auto& [allowed, route] : *leaf) match.allowed.push_back(allowed);
    return match;
  }
  const Route& route = *found->second;
  for (const PathTemplate::Variable& variable : route.path.variables) {
    const bool rest = route.path.segments[variable.end - 1].kind == PathTemplate::Kind::kRest;
    const size_t end = rest ? segments.size() : variable.end;
    std::string& value = match.values.emplace_back();
    if (!DecodeSegments(absl::MakeSpan(segments).subspan(variable.begin, end - variable.begin),
                        &value))
      return {};
  }
  match.route = &route;
  return match;
}

}  // namespace nastavnik::gateway
