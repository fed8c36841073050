#include "services/gateway/transcode/shape.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/api/field_behavior.pb.h"

namespace nastavnik::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

WellKnown KindOf(const Descriptor& descriptor) {
  static const auto& kinds = *new absl::flat_hash_map<std::string, WellKnown>{
      {"google.protobuf.Timestamp", WellKnown::kTimestamp},
      {"google.protobuf.Duration", WellKnown::kDuration},
      {"google.protobuf.FieldMask", WellKnown::kFieldMask},
      {"google.protobuf.Struct", WellKnown::kStruct},
      {"google.protobuf.Value", WellKnown::kValue},
      {"google.protobuf.ListValue", WellKnown::kListValue},
      {"google.protobuf.Any", WellKnown::kAny},
      {"google.protobuf.BoolValue", WellKnown::kWrapper},
      {"google.protobuf.BytesValue", WellKnown::kWrapper},
      {"google.protobuf.DoubleValue", WellKnown::kWrapper},
      {"google.protobuf.FloatValue", WellKnown::kWrapper},
      {"google.protobuf.Int32Value", WellKnown::kWrapper},
      {"google.protobuf.Int64Value", WellKnown::kWrapper},
      {"google.protobuf.StringValue", WellKnown::kWrapper},
      {"google.protobuf.UInt32Value", WellKnown::kWrapper},
      {"google.protobuf.UInt64Value", WellKnown::kWrapper},
  };
  const auto found = kinds.find(descriptor.full_name());
  return found == kinds.end() ? WellKnown::kNone : found->second;
}

bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY)
      return true;
  }
  return false;
}

using Shapes = absl::flat_hash_map<const Descriptor*, std::unique_ptr<Shape>>;

// Messages may contain themselves: the shape is entered before its fields are looked at.
const Shape* Build(const Descriptor* descriptor, Shapes& shapes) {
  auto [at, fresh] = shapes.try_emplace(descriptor);
  if (!fresh) return at->second.get();
  at->second = std::make_unique<Shape>();
  Shape* shape = at->second.get();  // `at` dies with the next insertion
  shape->descriptor = descriptor;
  shape->known = KindOf(*descriptor);
  shape->fields.resize(descriptor->field_count());
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    FieldShape& entry = shape->fields[i];
    entry.field = field;
    entry.json_name = field->json_name();
    entry.quoted = absl::StrCat("\"", entry.json_name, "\":");
    entry.output_only = IsOutputOnly(*field);
    if (field->message_type() != nullptr) entry.message = Build(field->message_type(), shapes);
    if (field->is_map()) {
      const Descriptor* value = field->message_type()->map_value()->message_type();
      if (value != nullptr) entry.map_value = Build(value, shapes);
    }
    shape->by_json.emplace(entry.json_name, &entry);
  }
  return shape;
}

// Insertions, deletions, changes and swaps of neighbours.
int EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) best[i][0] = static_cast<int>(i);
  std::iota(best[0].begin(), best[0].end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const int change = best[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      best[i][j] = std::min({change, best[i - 1][j] + 1, best[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best[i][j] = std::min(best[i][j], best[i - 2][j - 2] + 1);
    }
  }
  return best.back().back();
}

}  // namespace

const FieldShape* Shape::Find(absl::string_view json_name) const {
  const auto found = by_json.find(json_name);
  return found == by_json.end() ? nullptr : found->second;
}

std::string Shape::Nearest(absl::string_view name) const {
  std::vector<std::string> names;
  for (const FieldShape& field : fields) {
    if (name == field.field->name()) return field.json_name;  // snake_case is the commonest slip
    names.push_back(field.json_name);
  }
  return NearestName(name, names);
}

const Shape& ShapeOf(const Descriptor* descriptor) {
  static auto& mutex = *new absl::Mutex;
  static auto& shapes = *new Shapes;
  absl::MutexLock lock(&mutex);
  return *Build(descriptor, shapes);
}

std::string NearestName(absl::string_view name, const std::vector<std::string>& candidates) {
  constexpr size_t kLongestName =
      64;  // a longer one is not a slip, and the distance costs its length
  if (name.size() > kLongestName) return "";
  const int limit = std::max<int>(1, static_cast<int>(name.size()) / 3);
  std::string nearest;
  int best = limit + 1;
  for (const std::string& candidate : candidates) {
    const int distance = EditDistance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace nastavnik::gateway
