#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <sodium.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "common/auth/keys.h"
#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "services/ctl/command.h"

// The keys of an installation, as files of one directory. What exists is kept, so that the command
// can be repeated.
namespace nastavnik::ctl {
namespace {

// Pairs of Ed25519: how a process signs its calls to others, and what people and participants are
// given to keep.
constexpr const char* kPairs[] = {
    "gateway",
    "registration",
    "submission",
    "review",
    "results",
    "ctl",
    "registration-token",  // access tokens of people
    "submission-receipt",  // receipts of submitted applications
};
// Secrets of 32 bytes.
constexpr const char* kSecrets[] = {
    "page.key",                 // seals page tokens; the same on every process
    "registration-people.key",  // finds people by their contacts, makes their one-time codes
};

// Writes a file that never exists half: under another name first.
absl::Status WriteFile(const std::string& path, const std::string& text, mode_t mode) {
  const std::string temporary = path + ".new";
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat("cannot write ", path, ": ", std::strerror(error)));
  }
  return absl::OkStatus();
}

// Makes the pair `name` unless it is there; a lost .pub is made again from the .key.
absl::StatusOr<bool> MakePair(const std::string& stem) {
  auth::SecretKey secret;
  auth::PublicKey open;
  const bool exists = std::filesystem::exists(stem + ".key");
  if (exists) {
    ASSIGN_OR_RETURN(secret, auth::ReadSecretKey(stem + ".key"));
    crypto_sign_ed25519_sk_to_pk(open.data(), secret.data());
  } else {
    crypto_sign_keypair(open.data(), secret.data());
    const absl::string_view bytes(reinterpret_cast<const char*>(secret.data()), secret.size());
    RETURN_IF_ERROR(WriteFile(stem + ".key", crypto::HexEncode(bytes) + "\n", 0600));
  }
  if (!exists || !std::filesystem::exists(stem + ".pub")) {
    const absl::string_view bytes(reinterpret_cast<const char*>(open.data()), open.size());
    RETURN_IF_ERROR(WriteFile(stem + ".pub", crypto::HexEncode(bytes) + "\n", 0644));
  }
  return !exists;
}

absl::StatusOr<bool> MakeSecret(const std::string& path) {
  if (std::filesystem::exists(path)) return false;
  std::string key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  randombytes_buf(key.data(), key.size());
  RETURN_IF_ERROR(WriteFile(path, crypto::HexEncode(key) + "\n", 0600));
  return true;
}

absl::Status Init(const Program& program, const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    return absl::InternalError(absl::StrCat("cannot make ", directory, ": ", error.message()));
  chmod(directory.c_str(), 0700);
  int made = 0;
  for (const char* name : kPairs) {
    ASSIGN_OR_RETURN(const bool is_new, MakePair(absl::StrCat(directory, "/", name)));
    made += is_new;
  }
  for (const char* name : kSecrets) {
    ASSIGN_OR_RETURN(const bool is_new, MakeSecret(absl::StrCat(directory, "/", name)));
    made += is_new;
  }
  program.Say(made ? absl::StrCat("made ", made, " keys in ", directory)
                   : absl::StrCat("keys in ", directory, " kept"));
  return absl::OkStatus();
}

}  // namespace

void AddKeys(Program& program) {
  CLI::App* keys = program.app.add_subcommand("keys", "Own signing keys");
  keys->require_subcommand(1);
  CLI::App* init = keys->add_subcommand("init",
                                        "Makes the keys that are missing; keeps those that exist\n"
                                        "  nastavnikctl keys init --dir /etc/nastavnik/keys");
  auto directory = std::make_shared<std::string>();
  init->add_option("--dir", *directory,
                   "Directory of the key files; becomes readable by its owner only")
      ->required();
  program.On(init, [&program, directory] {
    if (sodium_init() < 0) return Report(absl::InternalError("libsodium does not start"));
    return Report(Init(program, *directory));
  });
}

}  // namespace nastavnik::ctl
