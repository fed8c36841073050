#!/usr/bin/env bash
# supervise.sh PID_FILE STOP_SIGNAL COMMAND...
# Keeps a command running until this script is told to end (TERM): it then passes STOP_SIGNAL on and waits.
# What dies is started again after 0.2 s, then after delays that double to 10 s; 10 s of life reset the delay.
# PID_FILE holds this script's process, PID_FILE.child the command's, each with its start time.
set -u
pid_file=$1 stop_signal=$2
shift 2

remember() {  # remember PID FILE
  echo "$1 $(awk '{print $22}' "/proc/$1/stat" 2>/dev/null)" >"$2"
}

stopping='' child=''
trap 'stopping=1; [ -n "$child" ] && kill -s "$stop_signal" "$child" 2>/dev/null' TERM
remember $$ "$pid_file"

delay_ms=200
while [ -z "$stopping" ]; do
  started=$SECONDS
  "$@" &
  child=$!
  remember "$child" "$pid_file.child"
  [ -n "$stopping" ] && kill -s "$stop_signal" "$child"
  while wait "$child"; status=$?; kill -0 "$child" 2>/dev/null; do :; done
  child=''
  [ -n "$stopping" ] && break
  [ $((SECONDS - started)) -ge 10 ] && delay_ms=200
  echo "$(date -u +%FT%TZ) $(basename "$pid_file") ended with status $status, starting again in $delay_ms ms"
  sleep "$((delay_ms / 1000)).$(printf %03d $((delay_ms % 1000)))" &
  wait $!
  delay_ms=$((delay_ms * 2 > 10000 ? 10000 : delay_ms * 2))
done
rm -f "$pid_file" "$pid_file.child"
