# shellcheck shell=bash
# The stack on one machine: private PostgreSQL and two Redis on Unix sockets, and the five processes. Sourced by ./dev,
# which sets `root` and `build`. NASTAVNIK_LOCAL puts a second stack elsewhere.
#
#   .local/run    -> short private directory of the sockets, below the system's temporary one
#   .local/data   PostgreSQL's files; as root a link into that directory, because PostgreSQL refuses root and its own
#                 user may not be able to reach a checkout
#   .local/       redis/ keys/ conf/ log/ mail/ blobs/ pids/ ports
# shellcheck disable=SC2154
local_dir=${NASTAVNIK_LOCAL:-$root/.local}
services=(registration submission review results)
processes=("${services[@]}" gateway)

as_owner() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
psql_() { PGOPTIONS='-c client_min_messages=warning' psql -h "$local_dir/run" -U postgres -qtAX -v ON_ERROR_STOP=1 "$@"; }
redis_up() { [ "$(redis-cli -s "$local_dir/run/$1.sock" ping 2>/dev/null)" = PONG ]; }
postgres_up() { pg_isready -q -h "$local_dir/run" -U postgres; }
ready() { curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$1/readyz" 2>/dev/null; }

# alive FILE: whether the process that FILE remembers still runs; leaves its number in `pid`.
alive() {
  local since now
  { read -r pid since <"$1"; } 2>/dev/null || return 1
  now=$(awk '$3 != "Z" {print $22}' "/proc/$pid/stat" 2>/dev/null) && [ "$now" = "$since" ]
}

# await SECONDS COMMAND...: tries until it succeeds.
await() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.05
  done
}

# keep NAME STOP_SIGNAL COMMAND...: runs a command under its supervisor, outside this terminal.
keep() {
  local name=$1
  shift
  setsid -f "$root/deploy/local/supervise.sh" "$local_dir/pids/$name" "$@" </dev/null >>"$local_dir/log/$name.log" 2>&1 9>&-
}

# stop NAME SIGNAL: ends the supervisor, which ends its command; without a supervisor, the command itself.
stop() {
  local file=$local_dir/pids/$1 pid
  if alive "$file"; then
    kill "$pid"
  elif alive "$file.child"; then
    kill -s "$2" "$pid"
  fi
  await 35 gone "$file" || ! alive "$file.child" || kill -KILL "$pid"
  rm -f "$file" "$file.child"
}
gone() { ! alive "$1" && ! alive "$1.child"; }

make_directories() {
  local owner run
  owner=$(as_owner id -un)
  mkdir -p "$local_dir"/{redis/queue,redis/cache,conf,log,mail,blobs,pids}
  chmod 700 "$local_dir"
  run=$(readlink "$local_dir/run" || true)
  if [ ! -d "$run" ] || [ "$(stat -c %U "$run")" != "$owner" ]; then
    run=$(as_owner mktemp -d /tmp/nastavnik-XXXXXX)
    ln -sfn "$run" "$local_dir/run"
  fi
  [ "$(id -u)" != 0 ] || ln -sfn "$run/data" "$local_dir/data"
}

start_postgres() {
  local data
  data=$(readlink -m "$local_dir/data")
  if [ ! -f "$local_dir/data/PG_VERSION" ]; then
    (cd / && as_owner /usr/lib/postgresql/15/bin/initdb -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --data-checksums) \
      >"$local_dir/log/initdb.log" 2>&1 || fail "initdb failed, see .local/log/initdb.log"
  fi
  as_owner tee "$data/postgresql.conf" <"$root/deploy/local/postgresql.conf" >/dev/null
  keep postgres INT "$root/deploy/local/postgres.sh" "$data" "$(readlink "$local_dir/run")"
}

# start_redis NAME: with the settings of NAME.conf.
start_redis() {
  keep "redis-$1" TERM redis-server "$root/deploy/local/$1.conf" --dir "$local_dir/redis/$1" --unixsocketperm 700 \
    --unixsocket "$(readlink "$local_dir/run")/$1.sock"
}

create_database() {
  [ "$(psql_ -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'nastavnik'")" = 1 ] && return
  psql_ -d postgres -c 'DROP DATABASE IF EXISTS nastavnik_new' -c 'CREATE DATABASE nastavnik_new'
  psql_ -d nastavnik_new -1 -f "$root/deploy/local/database.sql" -f "$root/deploy/local/ext.sql"
  psql_ -d postgres -c 'ALTER DATABASE nastavnik_new RENAME TO nastavnik'
}

# Ports of operations: block 0 is the documented one, block n lies 10 n higher. Keeps the remembered block if it is free.
# http staff partners, then internal gRPC and admin of each process.
declare -A port
set_ports() {
  port=([http]=$((8080 + 10 * $1)) [staff]=$((8081 + 10 * $1)) [partners]=$((8082 + 10 * $1)) [admin_gateway]=$((9180 + 10 * $1)))
  local i
  for i in 0 1 2 3; do
    port[grpc_${services[i]}]=$((8181 + i + 10 * $1))
    port[admin_${services[i]}]=$((9181 + i + 10 * $1))
  done
}
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
block_free() {
  local p
  for p in "${port[@]}"; do ! listening "$p" || return 1; done
}
choose_ports() {
  local block
  for block in $(cat "$local_dir/ports" 2>/dev/null) {0..49}; do
    set_ports "$block"
    block_free && echo "$block" >"$local_dir/ports" && return
  done
  fail "no free block of ports near 8080"
}

# One file a process. The password of the database is its private directory: only its owner gets to the socket.
write_configs() {
  local run name
  run=$(readlink "$local_dir/run")
  for name in "${processes[@]}"; do
    {
      echo "# Written by ./dev up."
      printf '[listen]\nadmin = "127.0.0.1:%s"\n' "${port[admin_$name]}"
      if [ "$name" = gateway ]; then
        printf 'http = "127.0.0.1:%s"\nstaff = "127.0.0.1:%s"\ngrpc = "127.0.0.1:%s"\n' "${port[http]}" "${port[staff]}" "${port[partners]}"
        printf '\n[http]\npublic_hosts = ["127.0.0.1", "localhost"]\ntrusted_proxies = ["127.0.0.1"]\n'
        [ ! -f "$root/build/docs/pages/scalar.js" ] || printf 'docs_dir = "%s"\n' "$root/build/docs/pages"
      else
        printf 'grpc = "127.0.0.1:%s"\n' "${port[grpc_$name]}"
        printf '\n[database]\nurl = "host=%s dbname=nastavnik user=nastavnik_%s"\n' "$run" "$name"
      fi
      printf '\n[redis]\nqueue.url = "unix://%s/queue.sock"\ncache.url = "unix://%s/cache.sock"\n' "$run" "$run"
      printf '\n[backends]\n'
      for backend in "${services[@]}"; do printf '%s = "dns:///127.0.0.1:%s"\n' "$backend" "${port[grpc_$backend]}"; done
      printf '\n[keys]\ndir = "%s"\n' "$local_dir/keys"
      printf '\n[drain]\ndelay = "0s"\n'
      [ "$name" != registration ] || printf '\n[mail]\nkind = "directory"\npath = "%s"\n' "$local_dir/mail"
    } >"$local_dir/conf/$name.toml"
  done
}

start_stack() {
  local name started=$SECONDS
  if alive "$local_dir/pids/gateway"; then
    say "  already up; what was built since is started by: ./dev down && ./dev up"
    print_addresses
    return
  fi
  stop_stack
  make_directories
  start_postgres
  start_redis queue
  start_redis cache
  await 20 postgres_up || fail "PostgreSQL did not start, see .local/log/postgres.log"
  await 10 redis_up queue || fail "Redis did not start, see .local/log/redis-queue.log"
  await 10 redis_up cache || fail "Redis did not start, see .local/log/redis-cache.log"
  create_database
  say "  databases  $((SECONDS - started)) s"
  "$build/bin/nastavnikctl" keys init --dir "$local_dir/keys"
  exec 9>"/tmp/nastavnik-$(id -u).lock"  # held until the ports are taken, so that two stacks never choose the same
  flock -w 120 9 || fail "another stack has been starting for two minutes"
  choose_ports
  write_configs
  "$build/bin/nastavnikctl" migrate up --config "$local_dir/conf"
  for name in "${processes[@]}"; do
    keep "$name" TERM "$build/bin/nastavnik-$name" --config "$local_dir/conf/$name.toml"
  done
  for name in "${processes[@]}"; do
    await 30 ready "${port[admin_$name]}" || { tail -n 5 "$local_dir/log/$name.log" >&2; fail "$name is not ready, see .local/log/$name.log"; }
  done
  exec 9>&-
  say "  processes  $((SECONDS - started)) s"
  print_addresses
}

# The processes first, then what they stand on.
stop_stack() {
  [ -d "$local_dir/pids" ] || return 0
  stop_all TERM "${processes[@]}"
  stop_all TERM redis-queue redis-cache
  stop_all INT postgres
}
stop_all() {  # stop_all SIGNAL NAME...: at the same time
  local name stops=()
  for name in "${@:2}"; do
    stop "$name" "$1" &
    stops+=($!)
  done
  wait "${stops[@]}"
}

remove_stack() {
  local run
  run=$(readlink "$local_dir/run" || true)
  [ -z "$run" ] || rm -rf "$run"
  rm -rf "$local_dir"
}

print_addresses() {
  set_ports "$(cat "$local_dir/ports")"
  cat <<TEXT

  REST           http://127.0.0.1:${port[http]}/v1
  staff          http://127.0.0.1:${port[staff]}/v1/staff
  API            http://127.0.0.1:${port[http]}/openapi.json
  gRPC, partners 127.0.0.1:${port[partners]}
  gRPC, inside   registration ${port[grpc_registration]}, submission ${port[grpc_submission]}, review ${port[grpc_review]}, results ${port[grpc_results]}
  health         http://127.0.0.1:${port[admin_gateway]}/readyz
  mail           $local_dir/mail
  logs           $local_dir/log
  PostgreSQL     psql -h $local_dir/run -U postgres nastavnik

TEXT
}
