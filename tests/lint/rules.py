#!/usr/bin/env python3
"""Rules of the tree that no compiler checks: who may include whom, and words that must not stand somewhere.

Prints file:line: rule for each fault and exits with 1 if there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

GENERATED = r'"[^"]+\.pb\.h"'
GRPC = r"[<\"]grpc(pp)?/"
SQL = r'"[a-z_]+_sql/sql\.h"|"common/pg/'
REDIS = r'"common/(redis|queue)/|[<"]hiredis'

# (files, forbidden text, what to say). The layers first: domain <- store <- handlers, jobs.
RULES = [
    ("common/**/*.h", r'#include "services/', "common knows nothing of services"),
    ("common/**/*.cc", r'#include "services/', "common knows nothing of services"),
    ("services/*/domain/**/*", rf"#include ({GENERATED}|{GRPC})", "the domain speaks the contest's words, not proto"),
    ("services/*/domain/**/*", rf"#include ({SQL}|{REDIS})", "the domain does no input or output"),
    ("services/*/domain/**/*", r'#include "services/[a-z]+/(store|handlers|jobs|operator)/', "the domain sees no layer above it"),
    ("services/*/domain/**/*", r"absl::Now\(|std::chrono::system_clock", "the domain is given the time"),
    ("services/*/domain/**/*", r'#include "common/(?!(status|id|text|time|json|crypto)/|outbox/event\.h)',
     "the domain sees common/{status,id,text,time,json,crypto} and outbox/event.h"),
    ("services/*/store/**/*", rf"#include ({GENERATED}|{GRPC})", "the store speaks SQL and Redis, not proto"),
    ("services/*/store/**/*", r'#include "services/[a-z]+/(handlers|jobs|operator)/', "the store sees no layer above it"),
    ("services/*/handlers/**/*", rf'#include ({REDIS}|"[a-z_]+_sql/sql\.h")', "handlers ask the store"),
    ("services/*/handlers/**/*", r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s', "no SQL in handlers"),
    ("services/*/operator/**/*", rf"#include ({GENERATED}|{GRPC})", "operator/ speaks to the database, not proto"),
    ("services/*/operator/**/*", r'#include "services/[a-z]+/(handlers|jobs)/', "operator/ sees store and domain"),
    ("**/*.sql", r"(?i)(?<![a-z_.])now\(\)|current_timestamp|transaction_timestamp", "use clock_timestamp(): now() stands still"),
    ("**/*.cc", r"(?i)XADD[^;]*MAXLEN", "the queue is never trimmed by length"),
    ("tests/**/*_test.cc", r"(sleep_for|absl::SleepFor|usleep)\((?!.*//)", "wait for the thing, or say why to sleep"),
]
# What the operator's program may include of a service, besides its migrations and invariants.
CTL_SEES = ("domain", "operator")
SKIP = {"build", ".local", "node_modules", ".git", "google"}


def files(pattern):
    for path in sorted(ROOT.glob(pattern)):
        if path.is_file() and not SKIP & set(path.relative_to(ROOT).parts):
            yield path


def without_comment(path, line, wrong):
    if "//" in wrong.pattern:
        return line
    return line.split("--")[0] if path.suffix == ".sql" else re.sub(r"//.*", "", line)


def faults():
    for pattern, forbidden, why in RULES:
        wrong = re.compile(forbidden)
        for path in files(pattern):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if wrong.search(without_comment(path, line, wrong)):
                    yield path, number, why
    yield from meetings()


def meetings():
    """Includes of one service in another, and those of nastavnikctl that are not for it."""
    for path in files("services/**/*"):
        service = path.relative_to(ROOT).parts[1]
        if path.suffix not in (".h", ".cc"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            other = re.match(r'#include "(?:services/([a-z]+)/([a-z_]+)|([a-z]+)_(?:sql|invariants)/)', line)
            owner = other and (other[1] or other[3])
            if not owner or owner in (service, "pg"):
                continue
            if service != "ctl":
                yield path, number, "services meet only through proto/"
            elif other[1] and other[2] not in CTL_SEES:
                yield path, number, "nastavnikctl sees of a service its domain/ and operator/ only"


if __name__ == "__main__":
    found = list(faults())
    for path, number, why in found:
        print(f"{path.relative_to(ROOT)}:{number}: {why}")
    sys.exit(1 if found else 0)
