#!/bin/sh
# Runs once, after Bootstrap.sql, when PostgreSQL's image makes its cluster. psql quotes the values.
set -eu
for login in ledger_migrator ledger_app; do
  psql -v ON_ERROR_STOP=1 -v login="$login" -v password="$(cat "/passwords/$login/password")" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
ALTER ROLE :"login" PASSWORD :'password';
SQL
done
