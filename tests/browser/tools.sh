#!/usr/bin/env bash
# tools.sh [COMMAND...]: looks after what the tests of the page need (Node, npm's packages of the lock file, Chromium), and runs the
# command. Ends with 77 and a line that says so where the machine cannot have them.
set -euo pipefail
web=$(cd "$(dirname "$0")/../../desk/web" && pwd)

skip() { echo "skipped: $1 (deploy/install-deps.sh)"; exit 77; }
command -v npm >/dev/null || skip 'there is no npm'
command -v "${CHROMIUM:-chromium}" >/dev/null || skip 'there is no Chromium'
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  skip "Node $(node --version) is older than 20.19"

# The lock file that was installed last lies beside the packages. One at a time: tests run side by side.
exec 9<"$web"
flock 9
if ! cmp -s "$web/package-lock.json" "$web/node_modules/.installed-lock"; then
  (cd "$web" && npm ci --ignore-scripts --no-audit --no-fund) || skip 'npm cannot fetch its packages'
  cp "$web/package-lock.json" "$web/node_modules/.installed-lock"
fi
exec 9<&-
[ $# -eq 0 ] || exec "$@"
