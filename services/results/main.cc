#include "common/rpc/process.h"
#include "services/results/results_service.h"

int main(int argc, char** argv) {
  nastavnik::rpc::Run("results", argc, argv, nastavnik::results::SetUp);
}
