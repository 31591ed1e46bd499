#!/usr/bin/env bash
# Builds Valise and runs its tests, as continuous integration does. Ends with CTest's summary and, if all is well, `check: ok`.
#
#   deploy/check.sh                    optimised build with warnings as errors, all tests; then unit, vector and fuzz tests under
#                                      AddressSanitizer and UndefinedBehaviorSanitizer, unless the first part took more than half
#                                      of VALISE_CHECK_MINUTES (55)
#   deploy/check.sh --quick            only the first of the two
#   deploy/check.sh --asan             all tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   deploy/check.sh --tsan             unit tests under ThreadSanitizer
#   deploy/check.sh --preset NAME      one CMake preset (dev, release, asan, tsan), all tests
#   deploy/check.sh --label REGEX      only tests with these labels (unit, vectors, fuzz-replay, interop, e2e, fault, journey, directory-attack, browser); comes last
#   deploy/check.sh --no-install       does not look after the packages
set -euo pipefail
cd "$(dirname "$0")/.."

presets=(release asan)
most_minutes=${VALISE_CHECK_MINUTES:-55}
declare -A labels=([release]='' [asan]='unit|vectors|fuzz-replay')
install=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) presets=(release) ;;
    --asan) presets=(asan); labels[asan]='' ;;
    --tsan) presets=(tsan); labels[tsan]='unit' ;;
    --preset) presets=("${2:?--preset needs a name}"); labels[$2]=''; shift ;;
    --label) for preset in "${presets[@]}"; do labels[$preset]=${2:?--label needs an expression}; done; shift ;;
    --no-install) install=no ;;
    -h | --help) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "check: unknown option '$1'; see --help" >&2; exit 2 ;;
  esac
  shift
done

if [ "$install" = yes ]; then deploy/install-deps.sh; fi

# targets_of LABELS PRESET: what has to be built for these labels; each has a target `tests_LABEL`.
targets_of() {
  cmake --build --preset "$2" --target help | sed -nE "s/^tests_(($1)): phony\$/tests_\\1/p"
}

# Leaks within other peoples libraries are named in tests/lsan.supp.
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
began=$SECONDS
left_out=()
for preset in "${presets[@]}"; do
  # The second part takes about as long as the first. On a slow machine it is better left out, and said so, than broken off.
  if [ "$preset" = asan ] && [ ${#presets[@]} -gt 1 ] && [ $((SECONDS - began)) -gt $((most_minutes * 60 / 2)) ]; then
    left_out+=(asan)
    continue
  fi
  echo "check: $preset: building"
  cmake --preset "$preset" >/dev/null
  build=(cmake --build --preset "$preset")
  if [ -n "${labels[$preset]:-}" ]; then
    for target in $(targets_of "${labels[$preset]}" "$preset"); do build+=(--target "$target"); done
  fi
  "${build[@]}" -- --quiet
  echo "check: $preset: built after $((SECONDS - began)) s; testing"
  options=(--preset "$preset" --output-on-failure --no-tests=error)
  if [ -n "${labels[$preset]:-}" ]; then options+=(--label-regex "^(${labels[$preset]})\$"); fi
  ctest "${options[@]}"
done
if [ ${#left_out[@]} -gt 0 ]; then
  echo "check: asan was left out, since the first part took more than half of $most_minutes minutes; deploy/check.sh --asan runs it alone"
fi
echo "check: ok (${presets[*]}, $((SECONDS - began)) s)"
