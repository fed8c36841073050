#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/admin/health.h"
#include "common/config/config.h"

namespace nastavnik::gateway {

// The whole gateway: REST for the public and for the offices, gRPC for partners, admin pages,
// clocks of the databases. It keeps nothing: any number of copies run side by side.
class Gateway {
 public:
  // FAILED_PRECONDITION when keys or routes cannot be made.
  static absl::StatusOr<std::unique_ptr<Gateway>> Make(config::Config config);
  ~Gateway();

  // Listens.
  absl::Status Start();
  int http_port() const;
  int staff_port() const;
  int admin_port() const;
  int grpc_port() const;

  // Ready turns false, balancers get `delay` to notice, then what is in flight is finished. False
  // when some was cut.
  bool Drain(absl::Duration delay);

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Body of main: configuration, log, gateway, until SIGTERM or SIGINT.
void Run(int argc, char** argv);

}  // namespace nastavnik::gateway
