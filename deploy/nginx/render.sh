#!/usr/bin/env bash
# Writes nginx's configuration of the edge to standard output: render.sh SETTINGS >nastavnik.conf
# SETTINGS is a file of NAME=value lines; edge.example has all of them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# = 1 ] || { echo "usage: render.sh SETTINGS" >&2; exit 2; }
text=$(<"$here/nastavnik.conf.in")
text=${text//@PROXY_CONF@/$here/proxy.conf}
while IFS='=' read -r name value; do
  [[ $name =~ ^[A-Z_]+$ ]] || continue
  case $name in
    # A list, one directive each.
    *_BACKENDS) value=${value// /;$'\n'  server } ;;
    STAFF_ADDRESSES) value=${value// /;$'\n'  allow } ;;
  esac
  text=${text//@$name@/$value}
done <"$1"
if missing=$(grep -o '@[A-Z_]*@' <<<"$text" | sort -u); then
  echo "render.sh: no value for" $missing >&2
  exit 1
fi
printf '%s\n' "$text"
