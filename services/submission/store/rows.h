#pragma once

#include "common/pg/database.h"
#include "services/submission/domain/application.h"
#include "services/submission/domain/stage.h"

// What the statements of this service return, as the domain knows it.
namespace nastavnik::submission {

Application ReadApplication(const pg::Row& row);
Stage ReadStage(const pg::Row& row);
// Version of the season document in force, of a row that ReadStage reads.
int ConfigVersionOf(const pg::Row& stage);

// The clock that decides an act that arrived at `received`.
absl::Time DecideTime(const pg::ReadRows& rows, absl::Time received);

// The statement, or the broken one that a planted fault puts in its place.
const pg::Statement& OrPlanted(const pg::Statement& statement);

}  // namespace nastavnik::submission
