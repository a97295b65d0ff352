#!/bin/sh
# Writes .env from .env.example with a fresh secret in each empty line; never overwrites one.
set -eu
cd "$(dirname "$0")/.."
[ ! -e .env ] || { echo "new-env: .env is there already; it was left as it is" >&2; exit 1; }
umask 077
while IFS= read -r line; do
  case "$line" in
  [A-Z]*=) printf '%s%s\n' "$line" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
  *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env
echo "new-env: wrote .env"
