#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/gateway/transcode/selection.h"
#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway {

// Appends `message` as ProtoJSON: lowerCamelCase, default values printed, enums as names, 64-bit
// integers as texts, Cyrillic as UTF-8 unescaped, keys of maps in byte order, so that equal
// messages give equal bytes. With a selection only what it takes.
void WriteJson(const google::protobuf::Message& message, const Shape& shape, std::string* out,
               const Selection* selection = nullptr);

// Appends `text` in quotes.
void WriteText(absl::string_view text, std::string* out);

}  // namespace nastavnik::gateway
