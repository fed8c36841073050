#include "common/rpc/process.h"
#include "services/submission/set_up.h"

int main(int argc, char** argv) {
  nastavnik::rpc::Run("submission", argc, argv, nastavnik::submission::SetUp);
}
