#!/usr/bin/env bash
# Runs journeys in a network namespace of its own whose firewall drops packets at random: many messages under way in pieces and with delays
# (R3), a file that is cut again and again on its way up and down. Sessions that fence one another wait for less than TCP needs for that.
#
#   tests/abuse/loss.sh ABUSE_TEST [PERCENT]     exits with 77 (skipped) where namespaces or nftables are not to be had
set -euo pipefail
program=$(realpath "${1:?"usage: tests/abuse/loss.sh ABUSE_TEST [PERCENT]"}")
percent=${2:-3}
filter='Cut.PiecesAndDelaysKeepTheOrder:Cut.AFileGoesUpAndDownHoweverOftenItIsCut'
PATH=$PATH:/usr/sbin:/sbin

in_namespace='
set -eu
ip link set lo up
nft add table inet loss
nft add chain inet loss input "{ type filter hook input priority 0; }"
nft add rule inet loss input meta l4proto tcp numgen random mod 100 "<" "$1" counter drop
'
if ! unshare -rn bash -c "$in_namespace" loss "$percent" 2>/dev/null; then
  echo "loss.sh: skipped, network namespaces with nftables are not permitted here"
  exit 77
fi
exec unshare -rn bash -c "$in_namespace"'
"$2" --gtest_filter="$3" --gtest_brief=1
nft list chain inet loss input | grep counter' loss "$percent" "$program" "$filter"
