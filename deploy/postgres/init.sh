#!/bin/bash
# Run once by the postgres image, on an empty data directory: one role and one database for each
# service, and no service can open another's.
set -e

for service in ingest alerts api; do
  variable="INTERPARTY_${service^^}_DB_PASSWORD"
  psql --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set ON_ERROR_STOP=1 --set name="interparty_$service" --set password="${!variable:?is not set}" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
