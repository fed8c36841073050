// The reader of JSON, on requests of the contract: the first byte chooses the request. What it
// accepts is written and read back to the same message, and protobuf, if it takes it too, reads the
// same message. However wrong a body is, the list of its faults is bounded.
#include <memory>
#include <vector>

#include "google/protobuf/util/json_util.h"

#include "services/gateway/transcode/reader.h"
#include "services/gateway/transcode/writer.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

const std::vector<const pb::Message*>& Requests() {
  static const auto& requests = *[] {
    auto* all = new std::vector<const pb::Message*>;
    for (const char* name :
         {"nastavnik.submission.v1.ApplicationDraft", "nastavnik.review.v1.Review",
          "nastavnik.registration.v1.CreateUserRequest",
          "nastavnik.review.v1.AcceptInvitationRequest",
          "nastavnik.registration.v1.CreateSeasonConfigRequest",
          "nastavnik.registration.v1.GrantRoleRequest",
          "nastavnik.submission.v1.BatchAdmitApplicationsRequest",
          "google.longrunning.Operation"}) {
      const pb::Descriptor* type =
          pb::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
      fuzz::Require(type != nullptr, "the request is linked", name);
      all->push_back(pb::MessageFactory::generated_factory()->GetPrototype(type));
    }
    return all;
  }();
  return requests;
}

// As JSON; "" when the reader refuses it.
std::string Reread(absl::string_view json, const pb::Message& prototype) {
  const Shape& shape = ShapeOf(prototype.GetDescriptor());
  const std::unique_ptr<pb::Message> message(prototype.New());
  Violations violations;
  std::vector<std::string> mask;
  ReadOptions options;
  options.mask = &mask;
  const std::string broken = ReadJson(json, shape, options, *message, violations);
  fuzz::Require(violations.all().size() <= Violations::kMost, "a bounded list of faults");
  for (const Violation& violation : violations.all())
    fuzz::Require(!violation.reason.empty() && !violation.message.empty(), "a fault in words");
  if (!broken.empty() || !violations.empty()) return "";
  std::string out;
  WriteJson(*message, shape, &out);
  return out;
}

// What only the platform sets is not read back.
bool HasOutputOnly(const pb::Message& prototype) {
  for (const FieldShape& field : ShapeOf(prototype.GetDescriptor()).fields) {
    if (field.output_only) return true;
  }
  return false;
}

void Check(absl::string_view json, const pb::Message& prototype) {
  const std::string once = Reread(json, prototype);
  if (once.empty()) return;
  if (!HasOutputOnly(prototype))
    fuzz::Require(Reread(once, prototype) == once, "what was written is read back", once);
  const std::unique_ptr<pb::Message> theirs(prototype.New());
  if (!pb::util::JsonStringToMessage(std::string(json), theirs.get()).ok()) return;
  std::string other;
  WriteJson(*theirs, ShapeOf(prototype.GetDescriptor()), &other);
  fuzz::Require(other == once, "protobuf reads the same", once + "\n" + other);
}

}  // namespace
}  // namespace nastavnik::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nastavnik::fuzz::Input input(data, size);
  const auto& requests = nastavnik::gateway::Requests();
  const auto& prototype = *requests[input.Byte() % requests.size()];
  nastavnik::gateway::Check(input.Rest(), prototype);
  return 0;
}
