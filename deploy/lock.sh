#!/bin/sh
# Writes the lists of pinned versions with hashes. Called by `make lock`.
#   requirements.txt         everything that a developer and CI need
#   deploy/requirements.txt  the part of it that the services need, for the image
#   deploy/bootstrap.txt     uv, which installs the rest
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
    --no-annotate --output-file "$work/out" "$@" >/dev/null
  { printf '# Written by `make lock`; do not edit.\n'; cat "$work/out"; } >"$work/new"
  mv "$work/new" "$file"
  rm -f "$work/out"
}

projects=
left_out=
for member in $members; do
  projects="$projects $member/pyproject.toml"
  left_out="$left_out --no-emit-package interparty-${member##*/}"
done

printf 'uv\n' >"$work/uv.in"
compile deploy/bootstrap.txt "$@" "$work/uv.in"
# Word splitting is wanted: all three are lists.
# shellcheck disable=SC2086
compile requirements.txt --group dev $left_out "$@" pyproject.toml $projects
# shellcheck disable=SC2086
compile deploy/requirements.txt --constraint requirements.txt $left_out $projects
