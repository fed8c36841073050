// How fast are the reader and the writer of JSON against those of protobuf? A small object, an
// account of 0.7 kB, and an application of 6 kB with Russian text and open content, turn by turn;
// the median of the rounds.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/json_util.h"

#include "nastavnik/registration/v1/account.pb.h"
#include "nastavnik/submission/v1/application.pb.h"
#include "services/gateway/transcode/reader.h"
#include "services/gateway/transcode/writer.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr int kRounds = 15;
constexpr absl::Duration kRound = absl::Milliseconds(40);
constexpr double kLeastRatio = 3;

// Nanoseconds of one call.
double Measure(const std::function<void()>& call) {
  int calls = 0;
  const absl::Time begun = absl::Now();
  while (absl::Now() - begun < kRound) {
    for (int i = 0; i < 10; ++i) call();
    calls += 10;
  }
  return absl::ToDoubleNanoseconds(absl::Now() - begun) / calls;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

bool Compare(const char* what, const std::function<void()>& ours,
             const std::function<void()>& theirs) {
  std::vector<double> mine, other;
  for (int round = 0; round < kRounds; ++round) {
    mine.push_back(Measure(ours));
    other.push_back(Measure(theirs));
  }
  const double ratio = Median(other) / Median(mine);
  std::printf("%-28s %8.2f us   protobuf %8.2f us   %.1f times as fast (at least %.0f)   %s\n",
              what, Median(mine) / 1000, Median(other) / 1000, ratio, kLeastRatio,
              ratio >= kLeastRatio ? "ok" : "MISSED");
  return ratio >= kLeastRatio;
}

void Require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s\n", what);
  std::exit(2);
}

bool CompareBoth(const char* name, const pb::Message& message) {
  const Shape& shape = ShapeOf(message.GetDescriptor());
  std::string json;
  WriteJson(message, shape, &json);
  ReadOptions options;
  for (const FieldShape& field : shape.fields)
    options.allowed_output_only.push_back(field.field->name());
  const std::unique_ptr<pb::Message> read(message.New());
  const auto read_ours = [&] {
    read->Clear();
    Violations violations;
    const std::string fault = ReadJson(json, shape, options, *read, violations);
    Require(fault.empty() && violations.empty(), "the reader refuses what the writer wrote");
  };
  const auto read_theirs = [&] {
    read->Clear();
    Require(pb::util::JsonStringToMessage(json, read.get()).ok(), "protobuf refuses it");
  };
  pb::util::JsonPrintOptions print;
  print.always_print_primitive_fields = true;
  std::string out;
  const auto write_ours = [&] {
    out.clear();
    WriteJson(message, shape, &out);
  };
  const auto write_theirs = [&] {
    out.clear();
    Require(pb::util::MessageToJsonString(message, &out, print).ok(), "protobuf cannot print it");
  };
  const std::string title = absl::StrCat(name, ", ", json.size(), " bytes");
  const bool wrote = Compare(absl::StrCat(title, ", write").c_str(), write_ours, write_theirs);
  return Compare(absl::StrCat(title, ", read").c_str(), read_ours, read_theirs) && wrote;
}

registration::v1::User SmallObject() {
  registration::v1::User user;
  user.set_name("users/0192f6c1-3a52-7d1e-9b7f-8c5d2e4a6b01");
  user.set_uid("0192f6c1-3a52-7d1e-9b7f-8c5d2e4a6b01");
  user.set_etag("v3-owner");
  user.mutable_person_name()->set_family_name("Наставникова");
  user.mutable_person_name()->set_given_name("Любовь");
  user.set_birth_date("1985-04-12");
  user.set_region("regions/ru-77");
  user.set_email("kanareyka@example.ru");
  user.mutable_create_time()->set_seconds(1798761600);
  user.mutable_update_time()->set_seconds(1798848000);
  user.mutable_update_time()->set_nanos(123456000);
  auto& permission = *user.add_permissions();
  permission.set_role(access::v1::Grant::EXPERT);
  permission.set_season("seasons/2027");
  for (const char* action :
       {"applications.read", "assignments.list", "reviews.save", "reviews.complete"})
    permission.add_actions(action);
  return user;
}

submission::v1::OwnerApplication LargeObject() {
  submission::v1::OwnerApplication application;
  application.set_name("seasons/2027/applications/0192f6c1-3a52-7d1e-9b7f-8c5d2e4a6b02");
  application.set_uid("0192f6c1-3a52-7d1e-9b7f-8c5d2e4a6b02");
  application.set_etag("v7-owner");
  application.set_nomination("production");
  application.set_title("Наставник рядом: первые три месяца на заводе");
  application.mutable_create_time()->set_seconds(1798761600);
  application.mutable_server_time()->set_seconds(1798848000);
  auto& content = *application.mutable_content()->mutable_fields();
  const std::string sentence =
      "Опытный мастер закрепляется за новичком на первые три месяца работы. ";
  for (const char* name :
       {"annotation", "problem", "goal", "model", "resources", "results", "replication"}) {
    std::string text;
    for (int i = 0; i < 6; ++i) text += sentence;
    content[name].set_string_value(text);
  }
  content["mentees"].set_number_value(120);
  content["minors"].set_bool_value(false);
  for (const char* word : {"onboarding", "craft"})
    content["keywords"].mutable_list_value()->add_values()->set_string_value(word);
  for (int i = 0; i < 4; ++i) {
    auto& row = *content["metrics"]
                     .mutable_list_value()
                     ->add_values()
                     ->mutable_struct_value()
                     ->mutable_fields();
    row["name"].set_string_value("Срок адаптации");
    row["before"].set_string_value("6");
    row["after"].set_string_value("4.5");
  }
  return application;
}

}  // namespace
}  // namespace nastavnik::gateway

int main() {
  const bool small = nastavnik::gateway::CompareBoth("account", nastavnik::gateway::SmallObject());
  const bool large =
      nastavnik::gateway::CompareBoth("application", nastavnik::gateway::LargeObject());
  return small && large ? 0 : 1;
}
