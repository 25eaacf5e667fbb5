#!/bin/sh
# Generates the passwords of the three logins, once, each into a volume of its own: a serving node never sees the owner's.
set -eu
umask 077
for login in postgres ledger_migrator ledger_app; do
  directory=/passwords/$login
  if [ ! -s "$directory/password" ]; then
    head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$directory/password"
    printf '*:*:*:%s:%s\n' "$login" "$(cat "$directory/password")" > "$directory/pgpass"
  fi
done
# For the server's user (its image's number) and for PostgreSQL's, whose start-up script sets them.
for login in ledger_migrator ledger_app; do
  chown -R 1654:postgres "/passwords/$login"
  chmod 0750 "/passwords/$login"
  chmod 0440 "/passwords/$login"/*
done
