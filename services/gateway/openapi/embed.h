#pragma once

// EMBED_FILE(name, path) puts the bytes of a file of the build into the program; EMBEDDED(name) is
// them as a string_view. Outside of namespaces; `name` is unique in the program.
// clang-format off
#define EMBED_FILE(name, path)                                        \
  asm(".section .rodata\n"                                            \
      ".global " #name "_begin\n" #name "_begin:\n"                   \
      ".incbin \"" path "\"\n"                                        \
      ".global " #name "_end\n" #name "_end:\n"                       \
      ".byte 0\n"                                                     \
      ".text\n");                                                     \
  extern "C" const char name##_begin[];                               \
  extern "C" const char name##_end[]
// clang-format on

#define EMBEDDED(name) \
  absl::string_view(name##_begin, static_cast<size_t>(name##_end - name##_begin))
