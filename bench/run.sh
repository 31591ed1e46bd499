#!/bin/sh
# Runs one benchmark of the release build: bench/run.sh mls|relay|directory|client|desk [--json] [--quick]
# relay also: --peers (beside RabbitMQ, NATS and Mosquitto, which it installs; as root), --only w1|latency|attachments|idle|depth|deep
# Each prints a table, or with --json an array of {name, value, unit, against, ratio} (rows with a target: target, met).
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
bin="${VALISE_BIN:-$root/build/release/bin}"

usage() {
  echo "usage: $0 mls|relay|directory|client|desk [--json] [--quick] [--peers] [--only w1|latency|attachments|idle|depth|deep]" >&2
  exit 2
}

[ $# -ge 1 ] || usage
what=$1
shift
case "$what" in
  mls | relay | directory | client | desk) program=${what}_bench ;;
  *) usage ;;
esac
if [ ! -x "$bin/$program" ]; then
  echo "$bin/$program is missing: cmake --preset release && cmake --build --preset release --target $program" >&2
  exit 1
fi
exec "$bin/$program" "$@"
