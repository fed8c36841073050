#include "services/gateway/gateway.h"

int main(int argc, char** argv) { return nastavnik::gateway::Run(argc, argv); }
