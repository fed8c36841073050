#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <sodium.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

#include "common/pg/database.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/text.h"
#include "services/ctl/command.h"
#include "services/ctl/databases.h"
#include "services/registration/domain/person.h"
#include "services/registration/password/password_pool.h"
#include "services/registration/store/role_store.h"

// The first administrators: nobody can grant that office before somebody holds it. Runs on the host
// of registration, with its database and keys; every later office is granted through the API.
namespace nastavnik::ctl {
namespace {

using registration::NewAdministrator;

constexpr absl::Duration kPatience = absl::Seconds(10);

struct Arguments {
  std::string config = "/etc/nastavnik";
  std::string email;
  std::string family_name;
  std::string given_name;
  std::string patronymic;
  std::string password_file;
};

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  std::ifstream file(path);
  std::string password;
  if (!file || !std::getline(file, password) || password.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no password in the first line of ", path));
  }
  return text::Normalize(password).value_or("");
}

// What the arguments say, checked as a sign-up through the API is.
absl::StatusOr<NewAdministrator> AdministratorOf(const Arguments& arguments) {
  const auto normal = [](const std::string& given) {
    return std::string(text::Trim(text::Normalize(given).value_or("")));
  };
  ASSIGN_OR_RETURN(const std::string password, ReadPassword(arguments.password_file));
  NewAdministrator administrator;
  administrator.id = PersonId::New();
  administrator.profile.name = {normal(arguments.family_name), normal(arguments.given_name),
                                normal(arguments.patronymic)};
  std::vector<FieldViolation> violations;
  registration::CheckProfile(administrator.profile, "",
                             absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()), violations);
  registration::CheckPassword(password, arguments.email, violations);
  const auto email = registration::NormalizeEmail(arguments.email);
  if (!email) violations.push_back({"email", "INVALID_FORMAT", arguments.email});
  if (!violations.empty()) {
    return absl::InvalidArgumentError(
        absl::StrJoin(violations, "\n", [](std::string* out, const FieldViolation& wrong) {
          absl::StrAppend(out, wrong.field, ": ", wrong.reason, " ", wrong.message);
        }));
  }
  administrator.email = *email;
  administrator.password_hash = registration::HashPassword(password);
  return administrator;
}

absl::Status CreateAdmin(const Program& program, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const config::Config config, ConfigOf(arguments.config, "registration"));
  ASSIGN_OR_RETURN(const auto vault,
                   registration::Vault::FromFile(config.keys.dir + "/registration-people.key"));
  ASSIGN_OR_RETURN(const NewAdministrator administrator, AdministratorOf(arguments));
  pg::Database database({.url = config.database.url,
                         .password = config.database.password,
                         .schema = "registration",
                         .source = "registration",
                         .pool_size = 1});
  RETURN_IF_ERROR(
      registration::CreateAdministrator(database, vault, administrator, absl::Now() + kPatience));
  program.Say("administrator made; two are needed for what one may not do alone");
  std::cout << "users/" << administrator.id.ToString() << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddUser(Program& program) {
  CLI::App* user = program.app.add_subcommand("user", "Accounts");
  user->require_subcommand(1);
  CLI::App* create = user->add_subcommand(
      "create-admin",
      "Makes an administrator, while fewer than two exist; prints the account's name\n"
      "  nastavnikctl user create-admin --email anna@example.org --family-name Иванова "
      "--given-name Анна"
      " --password-file /run/secret");
  auto arguments = std::make_shared<Arguments>();
  create
      ->add_option("--config", arguments->config,
                   "Directory with registration.toml, or the file itself")
      ->check(CLI::ExistingPath)
      ->capture_default_str();
  create->add_option("--email", arguments->email, "Address, taken as confirmed")->required();
  create->add_option("--family-name", arguments->family_name, "Фамилия")->required();
  create->add_option("--given-name", arguments->given_name, "Имя")->required();
  create->add_option("--patronymic", arguments->patronymic, "Отчество");
  create
      ->add_option("--password-file", arguments->password_file,
                   "File whose first line is the password")
      ->required()
      ->check(CLI::ExistingFile);
  program.On(create, [&program, arguments] {
    if (sodium_init() < 0) return Report(absl::InternalError("libsodium does not start"));
    return Report(CreateAdmin(program, *arguments));
  });
}

}  // namespace nastavnik::ctl
