#include "services/gateway/openapi/generator/examples.h"

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "google/api/field_behavior.pb.h"

#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/openapi/generator/schemas.h"
#include "services/gateway/openapi/generator/text_form.h"
#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using pb::FieldDescriptor;

// Writes one example; knows the messages around the one it is at.
class Example {
 public:
  explicit Example(Direction direction) : direction_(direction) {}

  json::value Message(const pb::Descriptor& message, const std::vector<std::string>& without) {
    const Shape& shape = ShapeOf(&message);
    if (shape.known != WellKnown::kNone) return Known(shape);
    json::object example;
    around_.insert(&message);
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (absl::c_linear_search(without, field.name()) || Skips(field)) continue;
      example[field.json_name()] = Field(field);
    }
    around_.erase(&message);
    return example;
  }

  json::value Field(const FieldDescriptor& field) {
    if (field.is_map()) {
      return json::object{{"production", Value(*field.message_type()->map_value())}};
    }
    if (!field.is_repeated()) return Value(field);
    const auto& limits = field.options().GetExtension(access::v1::limits);
    json::array entries;
    for (int i = 0; i < std::max(1, limits.min_items()); ++i) entries.push_back(Value(field));
    return entries;
  }

 private:
  bool Skips(const FieldDescriptor& field) const {
    if (direction_ == Direction::kRequest && HasBehavior(field, google::api::OUTPUT_ONLY))
      return true;
    const pb::OneofDescriptor* choice = field.real_containing_oneof();
    if (choice != nullptr && choice->field(0) != &field) return true;
    return field.message_type() != nullptr && around_.count(field.message_type()) > 0;
  }

  json::value Known(const Shape& shape) {
    switch (shape.known) {
      case WellKnown::kTimestamp:
        return "2027-03-05T09:30:00Z";
      case WellKnown::kDuration:
        return "3600s";
      case WellKnown::kFieldMask:
        return "title";
      case WellKnown::kStruct:
        return json::object{{"title", "Наставник молодого инженера"}, {"mentees", 12}};
      case WellKnown::kListValue:
        return json::array{"Наставник"};
      case WellKnown::kAny:
        return json::object{{"@type", "type.googleapis.com/google.protobuf.Empty"}};
      case WellKnown::kWrapper:
        return Value(*shape.fields[0].field);
      default:
        return "Наставник";
    }
  }

  json::value Value(const FieldDescriptor& field) {
    const auto& limits = field.options().GetExtension(access::v1::limits);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Message(*field.message_type(), {});
      case FieldDescriptor::CPPTYPE_ENUM:  // the first value that states something
        return json::string(field.enum_type()->value(field.enum_type()->value_count() > 1)->name());
      case FieldDescriptor::CPPTYPE_BOOL:
        return true;
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return 0.5;
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_UINT32:
        return Number(field, limits);
      case FieldDescriptor::CPPTYPE_INT64:
      case FieldDescriptor::CPPTYPE_UINT64:
        return "12";
      default:
        return field.type() == FieldDescriptor::TYPE_BYTES ? "0J3QsNGB0YLQsNCy0L3QuNC6"
                                                           : json::value(TextFormOf(field).example);
    }
  }

  static int64_t Number(const FieldDescriptor& field, const access::v1::FieldLimits& limits) {
    int64_t usual = 3;
    if (field.name() == "page_size") usual = 50;
    if (absl::EndsWith(field.name(), "_hundredths")) usual = 850;
    return limits.has_range() ? std::clamp(usual, limits.min_value(), limits.max_value()) : usual;
  }

  const Direction direction_;
  std::set<const pb::Descriptor*> around_;
};

}  // namespace

json::value ExampleOf(const pb::Descriptor& message, Direction direction,
                      const std::vector<std::string>& without) {
  return Example(direction).Message(message, without);
}

json::value ExampleOf(const FieldDescriptor& field, Direction direction) {
  return Example(direction).Field(field);
}

}  // namespace nastavnik::gateway
