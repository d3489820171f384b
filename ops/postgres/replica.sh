#!/bin/sh
# Make (once) and run a streaming replica of $PRIMARY. PGPASSWORD and PGDATA come from the environment.
set -eu
: "${PRIMARY:?the host name of the primary}" "${PGDATA:?the data folder}"
user=${PGUSER:-honglam}
slot=${REPLICATION_SLOT:-honglam_replica}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA.new"
    # A slot that an earlier, interrupted try left behind is used again.
    psql --host="$PRIMARY" --username="$user" --dbname="${PGDATABASE:-honglam}" --quiet --output=/dev/null --command="
        SELECT pg_create_physical_replication_slot('$slot')
        WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$slot')"
    pg_basebackup --host="$PRIMARY" --username="$user" --pgdata="$PGDATA.new" --wal-method=stream --slot="$slot" \
        --checkpoint=fast --write-recovery-conf
    chmod 700 "$PGDATA.new"
    rm -rf "$PGDATA"
    mv "$PGDATA.new" "$PGDATA"
fi
if [ -r /etc/honglam/primary.conf ]; then
    exec postgres -D "$PGDATA" -c config_file=/etc/honglam/primary.conf -c hba_file=/etc/honglam/pg_hba.conf
fi
exec postgres -D "$PGDATA"
