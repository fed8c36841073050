#include "common/rpc/process.h"
#include "services/review/review_service.h"

int main(int argc, char** argv) {
  nastavnik::rpc::Run("review", argc, argv, nastavnik::review::SetUp);
}
