#!/bin/sh
# Run the database part of the suite on Debian's PostgreSQL 15: `sh tools/test-postgres15.sh [pytest arguments]`.
# A throw-away cluster in a temporary folder, removed at the end; an installed server of yours is not touched.
set -eu
cd "$(dirname "$0")/.."
bin=${POSTGRES15_BIN:-/usr/lib/postgresql/15/bin}

if [ ! -x "$bin/initdb" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "PostgreSQL 15 is missing: install it with \`sudo apt install postgresql-15\`, or set POSTGRES15_BIN." >&2
        exit 1
    fi
    echo "PostgreSQL 15 is missing; apt installs it."
    # Without this Debian makes and starts a cluster of its own, which nobody asked for.
    mkdir -p /etc/postgresql-common/createcluster.d
    own=/etc/postgresql-common/createcluster.d/honglam-test.conf
    echo "create_main_cluster = false" >"$own"
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install postgresql-15
    rm -f "$own"
fi

folder=$(mktemp -d /tmp/honglam-pg15.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
stop() {
    # shellcheck disable=SC2086  (a prefix of several words, or none)
    $as "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

# The locale that Debian offers everywhere; order and folding are ours (hl_sort_key, hl_fold), not the server's.
cd "$folder"
# shellcheck disable=SC2086
$as "$bin/initdb" -D "$folder/data" -U honglam --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# shellcheck disable=SC2086
$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s start -o \
    "-k $folder -c listen_addresses= -c fsync=off -c shared_preload_libraries=pg_stat_statements -c max_connections=200"
cd - >/dev/null

DATABASE_URL="postgresql://honglam@$(printf %s "$folder" | sed 's,/,%2F,g'):5432/postgres"
export DATABASE_URL
if [ $# = 0 ]; then
    set -- -m "not browser and not slow"
fi
.venv/bin/python -m pytest -q "$@"
