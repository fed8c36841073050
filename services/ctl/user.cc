#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include <sodium.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/database.h"
#include "common/status/macros.h"
#include "common/text/text.h"
#include "services/ctl/command.h"
#include "services/ctl/databases.h"
#include "services/registration/operator/first_administrators.h"

// The first administrators. Runs on the host of registration, with its database and keys; every
// later office is granted through the API.
namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

struct Arguments {
  std::string config = "/etc/nastavnik";
  registration::AdministratorForm form;
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

absl::Status CreateAdmin(const Program& program, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const config::Config config, ConfigOf(arguments.config, "registration"));
  registration::AdministratorForm form = arguments.form;
  ASSIGN_OR_RETURN(form.password, ReadPassword(arguments.password_file));
  pg::Database database({.url = config.database.url,
                         .password = config.database.password,
                         .schema = "registration",
                         .source = "registration",
                         .pool_size = 1});
  ASSIGN_OR_RETURN(const PersonId made,
                   registration::CreateFirstAdministrator(database, config.keys.dir, form,
                                                          absl::Now() + kPatience));
  program.Say("administrator made; two are needed for what one may not do alone");
  std::cout << "users/" << made.ToString() << "\n";
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
  create->add_option("--email", arguments->form.email, "Address, taken as confirmed")->required();
  create->add_option("--family-name", arguments->form.family_name, "Фамилия")->required();
  create->add_option("--given-name", arguments->form.given_name, "Имя")->required();
  create->add_option("--patronymic", arguments->form.patronymic, "Отчество");
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
