#include "services/gateway/openapi/published.h"

#include "services/gateway/openapi/embed.h"

EMBED_FILE(nastavnik_public_openapi, NASTAVNIK_PUBLISHED_DIR "/public/openapi.json");
EMBED_FILE(nastavnik_public_openapi_30, NASTAVNIK_PUBLISHED_DIR "/public/openapi-3.0.json");
EMBED_FILE(nastavnik_public_descriptors, NASTAVNIK_PUBLISHED_DIR "/public/descriptor.binpb");
EMBED_FILE(nastavnik_public_protos, NASTAVNIK_PUBLISHED_DIR "/public/protos.tar.gz");
EMBED_FILE(nastavnik_staff_openapi, NASTAVNIK_PUBLISHED_DIR "/staff/openapi.json");
EMBED_FILE(nastavnik_staff_openapi_30, NASTAVNIK_PUBLISHED_DIR "/staff/openapi-3.0.json");
EMBED_FILE(nastavnik_staff_descriptors, NASTAVNIK_PUBLISHED_DIR "/staff/descriptor.binpb");
EMBED_FILE(nastavnik_staff_protos, NASTAVNIK_PUBLISHED_DIR "/staff/protos.tar.gz");

namespace nastavnik::gateway {

namespace pb = google::protobuf;

const Published& PublishedFor(Reader reader) {
  static const Published open{
      EMBEDDED(nastavnik_public_openapi), EMBEDDED(nastavnik_public_openapi_30),
      EMBEDDED(nastavnik_public_descriptors), EMBEDDED(nastavnik_public_protos)};
  static const Published staff{
      EMBEDDED(nastavnik_staff_openapi), EMBEDDED(nastavnik_staff_openapi_30),
      EMBEDDED(nastavnik_staff_descriptors), EMBEDDED(nastavnik_staff_protos)};
  return reader == Reader::kStaff ? staff : open;
}

const pb::FileDescriptorSet& PublishedDescriptorSet(Reader reader) {
  const auto parse = [](Reader of) {
    auto* set = new pb::FileDescriptorSet;
    const absl::string_view bytes = PublishedFor(of).descriptors;
    set->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    return set;
  };
  static const pb::FileDescriptorSet& open = *parse(Reader::kPublic);
  static const pb::FileDescriptorSet& staff = *parse(Reader::kStaff);
  return reader == Reader::kStaff ? staff : open;
}

}  // namespace nastavnik::gateway
