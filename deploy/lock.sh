#!/bin/sh
# Writes the two lists of pinned versions with hashes: requirements.txt (everything but uv) and
# deploy/bootstrap.txt (uv, which installs the rest). Called by `make lock`.
# Pinned versions stay as they are while they fit; pass --upgrade to move them.
set -eu
uv=$1
shift

members="shared services/ingest services/alerts services/api deploy/embedded"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { # FILE ARGUMENT... : compile into FILE, under a header of our own
  file=$1
  shift
  if [ -f "$file" ]; then cp "$file" "$work/out"; fi
  "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
    --output-file "$work/out" "$@" >/dev/null
  { printf '# Written by `make lock`; do not edit.\n'; cat "$work/out"; } >"$work/new"
  mv "$work/new" "$file"
  rm -f "$work/out"
}

projects=pyproject.toml
left_out=
for member in $members; do
  projects="$projects $member/pyproject.toml"
  left_out="$left_out --no-emit-package interparty-${member##*/}"
done

printf 'uv\n' >"$work/uv.in"
compile deploy/bootstrap.txt --no-annotate "$@" "$work/uv.in"
# Word splitting is wanted: both are lists.
# shellcheck disable=SC2086
compile requirements.txt --no-annotate --group dev $left_out "$@" $projects
