#include "services/gateway/gateway.h"

int main(int argc, char** argv) { nastavnik::gateway::Run(argc, argv); }
