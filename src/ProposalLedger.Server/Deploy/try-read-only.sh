#!/bin/sh
# Runs a published server as the image does: as a user without rights, on a file system that is read-only but for a small /tmp in memory, and
# asks it something. Needs root (to give rights up) and util-linux. ConnectionStrings__Ledger names the database, with a password.
#   dotnet publish src/ProposalLedger.Server --configuration Release --output /opt/ledger
#   ConnectionStrings__Ledger=... src/ProposalLedger.Server/Deploy/try-read-only.sh /opt/ledger
set -eu
published=$(cd "$1" && pwd)
port=${2:-5099}
export DOTNET_CLI_HOME=/tmp ASPNETCORE_URLS="http://127.0.0.1:$port" Ledger__Seed=false
unshare --mount sh -euc '
  mount --make-rprivate /
  mount -t tmpfs -o size=16m,mode=1777,nosuid,nodev,noexec tmpfs /dev/shm
  # Every mount that is there, not the root alone.
  awk "{print \$2}" /proc/mounts | sort -u | grep -v -e "^/proc" -e "^/sys" -e "^/dev" | while read -r at; do mount -o remount,bind,ro "$at" 2>/dev/null || true; done
  cd "$0"
  exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all sh -euc "
    if touch /tmp/x 2>/dev/null || touch \"\$0/x\" 2>/dev/null; then echo \"the file system can be written to\" >&2; exit 1; fi
    TMPDIR=/dev/shm exec \"\$1\" ProposalLedger.Server.dll" "$0" "$1"
' "$published" "$(readlink -f "$(command -v dotnet)")" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true' EXIT
tries=0
until curl -fsS "http://127.0.0.1:$port/health/ready" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 120 ] || ! kill -0 "$server" 2>/dev/null; then echo "it does not become ready" >&2; exit 1; fi
  sleep 0.5
done
echo
echo "user $(awk '/^Uid/ {print $2}' "/proc/$server/status"), capabilities $(awk '/^CapEff/ {print $2}' "/proc/$server/status"), writable: $(awk '$4 ~ /^rw/ && $2 !~ /^\/(proc|sys|dev)/ {print $2}' "/proc/$server/mounts" | tr '\n' ' ')(and memory in /dev)"
