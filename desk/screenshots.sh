#!/usr/bin/env bash
# screenshots.sh FOLDER [BUILD]: screenshots of every view of the desk, in English, Arabic and Chinese, each light and dark, narrow and
# printed, from two real desks over a real relay; sheet-*.png show them side by side. BUILD is the folder of a build (build/dev).
set -euo pipefail
[ $# -ge 1 ] || { echo 'usage: desk/screenshots.sh FOLDER [BUILD]' >&2; exit 2; }
folder=$(realpath -m "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(realpath "${2:-$root/build/dev}")
cmake --build "$build" --target browser_test valise valised valise-registrar valise-desk
VALISE_SCREENSHOTS=$folder "$(find "$build" -name browser_test -type f | head -n 1)" --gtest_filter=Browser.Screenshots
