#!/usr/bin/env bash
# fetch.sh DIRECTORY: puts the files of assets.txt there, each only if its package is the one that is named. Wants npm.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# = 1 ] || { echo "usage: fetch.sh DIRECTORY" >&2; exit 2; }
mkdir -p "$1"
target=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
declare -A tarball
while read -r package digest file name; do
  [[ $package != \#* ]] || continue
  if [ -z "${tarball[$package]:-}" ]; then
    tarball[$package]=$(npm pack --silent "$package" 2>/dev/null)
    [ "$(openssl dgst -sha512 -binary "${tarball[$package]}" | base64 -w0)" = "$digest" ] ||
      { echo "fetch.sh: $package is not the package that assets.txt names" >&2; exit 1; }
  fi
  tar -xOf "${tarball[$package]}" "package/$file" >"$target/$name"
done <"$here/assets.txt"
