#pragma once

#include <string>

namespace nastavnik::contract {

// Compares `text` with tests/contract/<name>, line by line, and tells what is new and what is gone.
// With NASTAVNIK_UPDATE_GOLDEN=1 the file is written instead: the diff is what somebody reads.
void CheckGolden(const std::string& name, const std::string& text);

// A file of the source tree or of the build, whole.
std::string ReadSource(const std::string& path);
std::string SourceDir();
std::string BuildDir();

}  // namespace nastavnik::contract
