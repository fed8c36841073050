#include "services/registration/domain/consent.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "common/status/error.h"
#include "services/registration/domain/errors.h"

namespace nastavnik::registration {

absl::StatusOr<Consent> Give(const season::Document& document, PersonId person,
                             const std::string& id, int version, absl::Time now) {
  const auto found = document.consents.find(id);
  if (found == document.consents.end()) {
    return FieldsInvalid({{"consent.consent", "UNKNOWN_VALUE", "Такого согласия в сезоне нет."}});
  }
  const season::Consent& text = found->second;
  if (text.version != version) {
    return FieldsInvalid(
        {{"consent.version", "UNKNOWN_VALUE",
          absl::StrCat("Действует редакция ", text.version, ": покажите её и спросите снова.")}});
  }
  Consent consent;
  consent.id = ConsentId::New();
  consent.person = person;
  consent.season = SeasonId(document.season);
  consent.consent = id;
  consent.text_version = version;
  consent.purpose = text.purpose;
  consent.partner = text.partner;
  consent.fields = text.fields;
  consent.text_sha256 = crypto::Sha256(text.text);
  consent.give_time = now;
  return consent;
}

std::vector<std::string> MissingConsents(const season::Document& document, absl::string_view step,
                                         const std::vector<Consent>& live) {
  std::vector<std::string> missing;
  for (const auto& [id, text] : document.consents) {
    if (!text.RequiredFor(step)) continue;
    const bool given =
        std::any_of(live.begin(), live.end(), [&, &id = id, &text = text](const Consent& consent) {
          return consent.IsLive() && consent.consent == id && consent.text_version == text.version;
        });
    if (!given) missing.push_back(id);
  }
  return missing;
}

}  // namespace nastavnik::registration
