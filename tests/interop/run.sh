#!/usr/bin/env bash
# Random walks of Valise's MLS together with ts-mls, an independent implementation from npm. Ends with the counts and `interop: ok`.
#
#   tests/interop/run.sh [OPTION OF mls_walk]...     for example --seed 7 --steps 500; default: --walks 4 --steps 200
#
# Needs a build of the target tests_interop (VALISE_BUILD names its folder; default: build/release or build/dev), Node.js 20.6 or newer
# with npm, and, at the first run, the npm registry. Debian 12's package `nodejs` is 18, which is too old; Debian 13's is 20.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD/../..

build=${VALISE_BUILD:-}
for candidate in "$root/build/release" "$root/build/dev"; do
  if [ -z "$build" ] && [ -x "$candidate/bin/mls_walk" ]; then build=$candidate; fi
done
if [ ! -x "$build/bin/mls_walk" ] || [ ! -x "$build/bin/mls_peer" ]; then
  echo "interop: build the target tests_interop first, or set VALISE_BUILD" >&2
  exit 2
fi
if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number)
              process.exit(major > 20 || (major === 20 && minor >= 6) ? 0 : 1)' 2>/dev/null; then
  echo "interop: needs Node.js 20.6 or newer, found $(node --version 2>/dev/null || echo none)" >&2
  exit 2
fi

if ! cmp -s ts-mls/package-lock.json ts-mls/node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --prefix ts-mls
  cp ts-mls/package-lock.json ts-mls/node_modules/.installed
fi
if [ $# -eq 0 ]; then set -- --walks 4 --steps 200; fi
"$build/bin/mls_walk" --peer "'$build/bin/mls_peer' --seed {seed}" --peer "node '$PWD/ts-mls/peer.mjs'" "$@"
echo "interop: ok"
