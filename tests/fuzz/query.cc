// The query of a request; the first byte chooses the request. A query without a fault, written
// again from the message that it filled, fills an equal one. The same for masks of the answer.
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "services/gateway/transcode/query.h"
#include "services/gateway/transcode/selection.h"
#include "services/gateway/transcode/writer.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

const pb::Message& Request(uint8_t choice) {
  static const char* const kNames[] = {"nastavnik.submission.v1.ListStaffApplicationsRequest",
                                       "nastavnik.review.v1.UpdateReviewRequest",
                                       "nastavnik.registration.v1.ListRegionsRequest",
                                       "nastavnik.registration.v1.GrantRoleRequest"};
  const pb::Descriptor* type = pb::DescriptorPool::generated_pool()->FindMessageTypeByName(
      kNames[choice % std::size(kNames)]);
  fuzz::Require(type != nullptr, "the request is linked", kNames[choice % std::size(kNames)]);
  return *pb::MessageFactory::generated_factory()->GetPrototype(type);
}

std::string Escape(absl::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    absl::StrAppend(&out, "%", absl::BytesToHexString({reinterpret_cast<const char*>(&c), 1}));
  return out;
}

// The value of a field as a query has it.
std::string Plain(const pb::Message& message, const FieldShape& field) {
  std::string json;
  const auto* reflection = message.GetReflection();
  if (field.message != nullptr) {
    WriteJson(reflection->GetMessage(message, field.field), *field.message, &json);
    return json.substr(1, json.size() - 2);
  }
  if (field.field->cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING)
    return reflection->GetString(message, field.field);
  switch (field.field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, field.field));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field.field) ? "true" : "false";
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnum(message, field.field)->name();
    default:
      fuzz::Require(false, "a kind of field that these requests have", field.json_name);
      return "";
  }
}

void AddQuery(const pb::Message& message, const Shape& shape, const std::string& prefix,
              std::string& query) {
  for (const FieldShape& field : shape.fields) {
    if (field.field->is_repeated()) continue;
    const bool inner = field.message != nullptr && field.message->known == WellKnown::kNone;
    if (!message.GetReflection()->HasField(message, field.field)) continue;
    if (inner) {
      AddQuery(message.GetReflection()->GetMessage(message, field.field), *field.message,
               prefix + field.json_name + ".", query);
    } else {
      absl::StrAppend(&query, query.empty() ? "" : "&", prefix, field.json_name, "=",
                      Escape(Plain(message, field)));
    }
  }
}

void Check(absl::string_view query, const pb::Message& prototype) {
  const Shape& shape = ShapeOf(prototype.GetDescriptor());
  const std::unique_ptr<pb::Message> first(prototype.New()), second(prototype.New());
  std::string fields, again;
  Violations violations;
  ReadQuery(query, shape, {"parent"}, *first, &fields, violations);
  fuzz::Require(violations.all().size() <= Violations::kMost, "a bounded list of faults");
  if (!violations.empty()) return;
  AddQuery(*first, shape, "", again);
  std::string none;
  ReadQuery(again, shape, {}, *second, &none, violations);
  fuzz::Require(violations.empty(), "its own query is taken", again);
  std::string third;  // not the messages: one that a path went through may be there and be empty
  AddQuery(*second, shape, "", third);
  fuzz::Require(third == again, "and means the same", again + "\n" + third);
  Violations faults;
  const auto selection = Selection::Parse(fields, shape, "fields", faults);
  fuzz::Require(faults.empty() || selection == nullptr || !faults.all()[0].message.empty(),
                "a fault in words");
}

}  // namespace
}  // namespace nastavnik::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nastavnik::fuzz::Input input(data, size);
  const auto& prototype = nastavnik::gateway::Request(input.Byte());
  nastavnik::gateway::Check(input.Rest(), prototype);
  return 0;
}
