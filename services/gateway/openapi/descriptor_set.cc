#include "services/gateway/openapi/descriptor_set.h"

// NASTAVNIK_DESCRIPTOR_SET is the path of the file that the build makes of all proto files.
asm(".section .rodata\n"
    ".global nastavnik_descriptor_set_begin\n"
    "nastavnik_descriptor_set_begin:\n"
    ".incbin \"" NASTAVNIK_DESCRIPTOR_SET
    "\"\n"
    ".global nastavnik_descriptor_set_end\n"
    "nastavnik_descriptor_set_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" const char nastavnik_descriptor_set_begin[];
extern "C" const char nastavnik_descriptor_set_end[];

namespace nastavnik::gateway {

absl::string_view EmbeddedDescriptorSet() {
  return {nastavnik_descriptor_set_begin,
          static_cast<size_t>(nastavnik_descriptor_set_end - nastavnik_descriptor_set_begin)};
}

}  // namespace nastavnik::gateway
