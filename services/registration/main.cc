#include "common/rpc/process.h"
#include "services/registration/set_up.h"

int main(int argc, char** argv) {
  nastavnik::rpc::Run("registration", argc, argv, nastavnik::registration::SetUp);
}
