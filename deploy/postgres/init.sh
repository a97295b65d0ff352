#!/bin/bash
# Run once by the postgres image, on an empty data directory. Each service gets a role and a
# database that no other service can open. The migration job's role may enter all of them, and
# becomes the service's own role there, so that tables belong to the service that uses them.
set -e

as_admin() {
  psql --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 "$@"
}

as_admin --set password="${INTERPARTY_MIGRATE_DB_PASSWORD:?is not set}" <<'SQL'
CREATE ROLE interparty_migrate LOGIN PASSWORD :'password';
SQL

for service in ingest alerts api; do
  variable="INTERPARTY_${service^^}_DB_PASSWORD"
  as_admin --set name="interparty_$service" --set password="${!variable:?is not set}" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT :"name" TO interparty_migrate;
ALTER ROLE interparty_migrate IN DATABASE :"name" SET role TO :'name';
SQL
done
