#!/bin/sh
# Prove that an archive of `honglam backup` can be restored, beside the running service and without touching it.
set -eu
archive=$(realpath "${1:?the archive to try}")
honglam=$(realpath "$(dirname "$0")/../.venv/bin/honglam")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset DATABASE_URL DATABASE_REPLICA_URL
export HONGLAM_HOME="$folder/home"
"$honglam" restore "$archive"
"$honglam" migrate
"$honglam" backup "$folder/again.tar"
echo "The archive restores, fits this version and can be backed up again."
