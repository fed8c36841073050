#pragma once

namespace nastavnik::pg {

// One statement of a store: the text of store/sql/<name>.sql. Prepared once a connection under its
// name, which is also its label in metrics.
struct Statement {
  const char* name;
  const char* sql;
};

// One numbered file of migrations/: forward only, run in one transaction.
struct Migration {
  int number;
  const char* name;
  const char* sql;
};

}  // namespace nastavnik::pg
