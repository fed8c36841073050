#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "nastavnik/events/v1/feed.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"

namespace nastavnik::registration::testing {

// What the three other services say; tests change it. Real gRPC on one port, so that a service can
// be away.
class Neighbours {
 public:
  Neighbours();
  ~Neighbours();

  std::string target() const;
  // From now on this service does not take configs.
  void SetAway(const std::string& service, bool away);
  // Version that the service acts by.
  int VersionAt(const std::string& service);
  // Tells an event in a service's feed; its id.
  std::string Tell(const std::string& service, events::v1::FeedEvent event);
  // Placeholders for mails about a subject.
  void Describe(const std::string& subject, std::map<std::string, std::string> values);

 private:
  template <typename ProtoService>
  class Fake;
  struct State {
    std::mutex mutex;
    std::map<std::string, bool> away;
    std::map<std::string, int> versions;
    std::map<std::string, std::vector<events::v1::FeedEvent>> events;
    std::map<std::string, std::map<std::string, std::string>> values;
  };

  State state_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace nastavnik::registration::testing
