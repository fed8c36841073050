#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "catch2/catch.hpp"

#include "services/registration/jobs/mail_sender.h"
#include "tests/support/matchers.h"

namespace nastavnik::registration {
namespace {

using support::IsOk;
using support::Refuses;

// While it lives no file of this process grows, as on a full disk.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_;
};

TEST_CASE("a mail that the disk has no room for waits, and no half of it is handed over") {
  const auto path = std::filesystem::temp_directory_path() / NewUuid().ToString();
  const MailDirectory mails(path);
  const Uuid id = NewUuid();
  const std::string file = path / (id.ToString() + ".eml");
  {
    const FullDisk full;
    CHECK_THAT(mails.Put(id, "Здравствуйте, Анна Сергеевна!"), Refuses("UNAVAILABLE"));
  }
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK_THAT(mails.Put(id, "Здравствуйте, Анна Сергеевна!"), IsOk());
  CHECK(std::filesystem::file_size(file) == std::string("Здравствуйте, Анна Сергеевна!").size());
  std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace nastavnik::registration
