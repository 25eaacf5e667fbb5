#!/usr/bin/env bash
# A rolling upgrade in earnest: a ledger of an earlier commit with two nodes of its build, which are replaced by nodes of
# this one in turn, under writers and readers (RollingUpgradeTests). The older node runs on while the newer one brings the schema forward.
#   tests/ProposalLedger.Faults/upgrade.sh <commit> [times]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
commit=${1:?name the earlier commit}
folder=$(mktemp -d)
trap 'git worktree remove --force "$folder/tree"; rm -rf "$folder"' EXIT
git worktree add --quiet --detach "$folder/tree" "$commit"
dotnet build "$folder/tree/src/ProposalLedger.Server" --verbosity quiet
dotnet build tests/ProposalLedger.Faults --verbosity quiet
for _ in $(seq "${2:-1}"); do
  LEDGER_EARLIER=$folder/tree/src/ProposalLedger.Server/bin/Debug/net10.0/ProposalLedger.Server.dll \
    dotnet run --no-build --project tests/ProposalLedger.Faults -- -class '*RollingUpgradeTests'
done
