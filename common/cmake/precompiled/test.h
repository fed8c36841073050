// Precompiled for every test: common/cmake/Precompiled.cmake.
#pragma once

#include "common/cmake/precompiled/base.h"

#include <catch2/catch.hpp>
