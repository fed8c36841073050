#!/usr/bin/env bash
# stack_test.sh BUILD_DIR: the local stack starts, survives the death of any of its processes, stops without a trace.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export build=$1
home=$(mktemp -d)
NASTAVNIK_LOCAL=$home/local
say() { printf '%s\n' "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }
# shellcheck source=deploy/local/stack.sh
. "$root/deploy/local/stack.sh"
finish() {
  local status=$?
  stop_stack
  [ $status = 0 ] || tail -n 5 "$local_dir"/log/*.log >&2
  remove_stack
  rm -rf "$home"
}
trap finish EXIT

# die NAME: kills a command as the kernel would, and expects another one within 2 s.
die() {
  alive "$local_dir/pids/$1.child" || fail "$1 does not run"
  local former=$pid
  kill -KILL "$former"
  await 2 replaced "$1" "$former" || fail "$1 was not started again within 2 s"
}
replaced() { alive "$local_dir/pids/$1.child" && [ "$pid" != "$2" ]; }
all_ready() {
  local name
  for name in "${processes[@]}"; do ready "${port[admin_$name]}" || return 1; done
}

start_stack >/dev/null
ports=$(cat "$local_dir/ports")
psql_ -d nastavnik -c 'CREATE TABLE public.witness (n int)'
for role in "${services[@]}"; do
  [ "$(psql_ -d nastavnik -c "SELECT rolsuper FROM pg_roles WHERE rolname = 'nastavnik_$role'")" = f ] || fail "$role is a superuser"
done

for name in "${processes[@]}"; do die "$name"; done
await 20 all_ready || fail "the processes did not come back"
say "ok: every process comes back after kill -9"

for name in postgres redis-queue redis-cache; do die "$name"; done
await 20 all_ready || fail "the processes did not recover from the death of the databases"
say "ok: the databases come back after kill -9, and the processes find them"

alive "$local_dir/pids/review" && kill -KILL "$pid"
alive "$local_dir/pids/postgres" && kill -KILL "$pid"
stop_stack
[ -z "$(ls "$local_dir/pids")" ] || fail "processes are left: $(ls "$local_dir/pids")"
say "ok: nothing is left after down, even without supervisors"

start_stack >/dev/null
[ "$(cat "$local_dir/ports")" = "$ports" ] || fail "the ports changed"
psql_ -d nastavnik -c 'SELECT count(*) FROM public.witness' >/dev/null
say "ok: data and ports stay over down and up"
