#!/usr/bin/env bash
# postgres.sh DATA RUN: the private PostgreSQL in the foreground, with its socket in RUN.
# The supervisor calls it only when the former one is gone, so lock files are leftovers of a kill -9 and stand in the way
# if their process number was given out again. Children that still run hold its shared memory; PostgreSQL finds that by
# the data directory itself, refuses to start, and the supervisor tries again.
set -eu
data=$1 run=$2
rm -f "$data/postmaster.pid" "$run/.s.PGSQL.5432" "$run/.s.PGSQL.5432.lock"
as_owner=()
[ "$(id -u)" = 0 ] && as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
exec "${as_owner[@]}" /usr/lib/postgresql/15/bin/postgres -D "$data" -k "$run"
