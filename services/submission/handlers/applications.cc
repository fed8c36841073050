#include "services/submission/handlers/applications.h"

#include "common/crypto/note.h"
#include "common/json/proto/struct.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/handlers/convert.h"
#include "services/submission/peers/unknown_places.h"

namespace nastavnik::submission {
namespace {

constexpr absl::string_view kPattern = "seasons/*/applications/*";

absl::StatusOr<Content> ReadContent(const pb::ApplicationDraft& draft) {
  ASSIGN_OR_RETURN(const json::Value value,
                   json::FromStruct(draft.content(), "application.content"));
  return value.get_object();
}

// The bytes that are kept: small, without content.
auto Encoder(const Season& season) {
  return [&season](const OwnerView& view, const SignedReceipt* receipt) {
    pb::OwnerApplication message = ToOwner(view, season);
    if (receipt != nullptr) *message.mutable_receipt() = ToProto(*receipt);
    return message.SerializeAsString();
  };
}

auto Etag(const std::string& given) {
  return [&given](int row_version) { return rpc::CheckEtag(row_version, "owner", given); };
}

}  // namespace

absl::StatusOr<pb::OwnerApplication> CreateApplication(
    const Call& call, const pb::CreateApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Content content, ReadContent(request.application()));
  ASSIGN_OR_RETURN(Patch patch, ReadPatch({}, NominationId(), content));
  ASSIGN_OR_RETURN(patch.unknown, FindUnknown(call.env.places, patch.values, call.deadline));
  const SeasonId season_id(parts[0]);
  ASSIGN_OR_RETURN(const Applicant applicant,
                   call.env.people.Ask(season_id, person, call.deadline));
  const ApplicationId id = ApplicationId::New();
  return WithSeason(
      call, season_id, [&](const Season& season) -> absl::StatusOr<pb::OwnerApplication> {
        const Nomination* nomination =
            season.Find(NominationId(request.application().nomination()));
        if (nomination == nullptr) return NominationUnknown();
        const Act act{call.write, season, id, person, call.receive_time};
        ASSIGN_OR_RETURN(
            const pg::Answer answer,
            call.env.applications.Create(act, *nomination, patch, applicant, Encoder(season)));
        return Decode<pb::OwnerApplication>(answer);
      });
}

absl::StatusOr<pb::OwnerApplication> GetApplication(const Call& call,
                                                    const pb::GetApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ApplicationName name, ParseApplicationName(kPattern, request.name()));
  ASSIGN_OR_RETURN(const OwnerView view,
                   call.env.applications.Get(name.season, name.id, person, call.deadline));
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name.season, call.deadline));
  pb::OwnerApplication message = ToOwner(view, *season);
  *message.mutable_content() = json::ToStruct(ContentOf(view.application));
  return message;
}

absl::StatusOr<pb::ListApplicationsResponse> ListApplications(
    const Call& call, const pb::ListApplicationsRequest& request) {
  constexpr absl::string_view kMethod = "submission.ListApplications";
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kMethod, person.uuid(), request));
  const SeasonId season(parts[0] == "-" ? "" : parts[0]);
  const auto after = page.after.empty() ? std::nullopt : ApplicationId::Parse(page.after[0]);
  ASSIGN_OR_RETURN(const auto applications,
                   call.env.applications.List(person, season, after, page.size + 1, call.deadline));
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  pb::ListApplicationsResponse response;
  for (const Application& application : applications) {
    if (response.applications_size() == page.size) {
      const std::string& last = response.applications(page.size - 1).uid();
      response.set_next_page_token(
          page::Next(call.env.pages, kMethod, person.uuid(), request, {last}));
      break;
    }
    ASSIGN_OR_RETURN(const auto of, call.env.seasons.Get(application.season, call.deadline));
    *response.add_applications() = ToOwner(application, *of, now);
  }
  return response;
}

absl::StatusOr<pb::OwnerApplication> UpdateApplication(
    const Call& call, const pb::UpdateApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  const pb::ApplicationDraft& draft = request.application();
  ASSIGN_OR_RETURN(const ApplicationName name,
                   ParseApplicationName(kPattern, draft.name(), "application.name"));
  ASSIGN_OR_RETURN(const Content content, ReadContent(draft));
  const auto& paths = request.update_mask().paths();
  ASSIGN_OR_RETURN(Patch patch, ReadPatch({paths.begin(), paths.end()},
                                          NominationId(draft.nomination()), content));
  ASSIGN_OR_RETURN(patch.unknown, FindUnknown(call.env.places, patch.values, call.deadline));
  std::optional<Applicant> applicant;  // asked when the draft may move to another nomination
  if (!patch.nomination.empty()) {
    ASSIGN_OR_RETURN(applicant, call.env.people.Ask(name.season, person, call.deadline));
  }
  return WithSeason(
      call, name.season, [&](const Season& season) -> absl::StatusOr<pb::OwnerApplication> {
        const Act act{call.write, season, name.id, person, call.receive_time};
        ASSIGN_OR_RETURN(const pg::Answer answer,
                         call.env.applications.Update(act, patch, applicant, Etag(request.etag()),
                                                      Encoder(season)));
        return Decode<pb::OwnerApplication>(answer);
      });
}

absl::StatusOr<pb::OwnerApplication> SubmitApplication(
    const Call& call, const pb::SubmitApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ApplicationName name, ParseApplicationName(kPattern, request.name()));
  ASSIGN_OR_RETURN(const Applicant applicant,
                   call.env.people.Ask(name.season, person, call.deadline));
  return WithSeason(
      call, name.season, [&](const Season& season) -> absl::StatusOr<pb::OwnerApplication> {
        const Act act{call.write, season, name.id, person, call.receive_time};
        ASSIGN_OR_RETURN(const pg::Answer answer,
                         call.env.applications.Submit(act, applicant, call.env.receipts,
                                                      Etag(request.etag()), Encoder(season)));
        ASSIGN_OR_RETURN(pb::OwnerApplication application, Decode<pb::OwnerApplication>(answer));
        if (!answer.replayed) {
          call.env.submissions.With({name.season.text(), application.nomination()}).Increment();
        }
        return application;
      });
}

absl::StatusOr<pb::OwnerApplication> WithdrawApplication(
    const Call& call, const pb::WithdrawApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ApplicationName name, ParseApplicationName(kPattern, request.name()));
  return WithSeason(
      call, name.season, [&](const Season& season) -> absl::StatusOr<pb::OwnerApplication> {
        const Act act{call.write, season, name.id, person, call.receive_time};
        ASSIGN_OR_RETURN(const pg::Answer answer,
                         call.env.applications.Withdraw(act, request.reason(), Encoder(season)));
        return Decode<pb::OwnerApplication>(answer);
      });
}

absl::StatusOr<pb::Receipt> GetReceipt(const Call& call, const pb::GetReceiptRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ApplicationName name,
                   ParseApplicationName("seasons/*/applications/*/receipt", request.name()));
  ASSIGN_OR_RETURN(const std::string note,
                   call.env.applications.GetReceipt(name.season, name.id, person, call.deadline));
  const auto text = crypto::NoteText(note);
  const auto receipt = text ? ParseReceipt(*text) : std::nullopt;
  if (!receipt) return absl::InternalError("a kept receipt does not parse");
  return ToProto(SignedReceipt{*receipt, note});
}

}  // namespace nastavnik::submission
