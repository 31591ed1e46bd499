#!/usr/bin/env bash
# guide.sh [--pictures]: clicks through docs/guide/first-message.md in the world of deploy/demo.sh; with --pictures it makes the
# page's pictures anew. VALISE_BIN: the programs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
pictures=
[ "${1:-}" = --pictures ] && pictures=$root/docs/guide/pictures
"$here/tools.sh" || exit $?
VALISE_DEMO=$(mktemp -d "${TMPDIR:-/tmp}/valise-guide.XXXXXX")
export VALISE_DEMO
world=$VALISE_DEMO/world
log=$VALISE_DEMO/log
export VALISE_DEMO=$world
desks=()
cleanup() {
  for desk in "${desks[@]}"; do kill "$desk" 2>/dev/null || true; done
  "$root/deploy/demo.sh" --stop >/dev/null 2>&1 || true
  rm -rf "$(dirname "$world")"
}
trap cleanup EXIT
"$root/deploy/demo.sh" --world >"$log" 2>&1 || { cat "$log"; exit 1; }

addresses=()
for device in claire-desk joyce-desk; do
  "$root/deploy/demo.sh" --at "$device" valise-desk --no-browser >"$log.$device" 2>&1 &
  desks+=($!)
  for _ in $(seq 200); do
    grep -q '^http://' "$log.$device" && break
    sleep 0.1
  done
  addresses+=("$(grep '^http://' "$log.$device")")
done
VALISE_DESKS="${addresses[*]}" VALISE_PICTURES=$pictures VALISE_MAIL=$world/mail node "$here/guide.mjs"
