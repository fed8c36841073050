#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// RETURN_IF_ERROR(expr): leaves the function with the status of `expr` unless it is OK.
#define RETURN_IF_ERROR(expr)                           \
  do {                                                  \
    if (absl::Status status_ = (expr); !status_.ok()) { \
      return status_;                                   \
    }                                                   \
  } while (false)

#define NASTAVNIK_CONCAT_(a, b) a##b
#define NASTAVNIK_CONCAT(a, b) NASTAVNIK_CONCAT_(a, b)
#define NASTAVNIK_ASSIGN_OR_RETURN_(temp, lhs, expr) \
  auto temp = (expr);                                \
  if (!temp.ok()) return std::move(temp).status();   \
  lhs = *std::move(temp)

// ASSIGN_OR_RETURN(lhs, expr): `expr` is a StatusOr; its value goes to `lhs`, its error leaves the
// function.
#define ASSIGN_OR_RETURN(lhs, expr) \
  NASTAVNIK_ASSIGN_OR_RETURN_(NASTAVNIK_CONCAT(value_or_, __LINE__), lhs, expr)
