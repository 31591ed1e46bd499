#!/usr/bin/env bash
# Builds one fuzz target (preset `fuzz`) and runs it.
#
#   tests/fuzz/run.sh TARGET [SECONDS]     mls_group for instance; 600 seconds unless told otherwise
#
# New inputs go to build/fuzz/corpus/TARGET, findings to build/fuzz/findings. FUZZ_BINARY names a program that is built already;
# FUZZ_FOLDER another place than build/fuzz. Afterwards, to keep what is worth keeping:
#   build/fuzz/bin/fuzz_TARGET -merge=1 tests/fuzz/corpus/TARGET build/fuzz/corpus/TARGET
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${1:?"usage: tests/fuzz/run.sh TARGET [SECONDS]"}
seconds=${2:-600}
folder=${FUZZ_FOLDER:-build/fuzz}
binary=${FUZZ_BINARY:-}
if [ -z "$binary" ]; then
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz --target "fuzz_$target" -- --quiet
  binary=build/fuzz/bin/fuzz_$target
fi

# The longest input: long enough for what the target reads, short enough to be quick.
case $target in
  mls_group | mls_welcome) longest=600 ;;
  *) longest=4096 ;;
esac
options=(-max_total_time="$seconds" -max_len="$longest" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 -use_value_profile=0)
if [ -f "tests/fuzz/$target.dict" ]; then options+=(-dict="tests/fuzz/$target.dict"); fi
mkdir -p "$folder/corpus/$target" "$folder/findings"
# Stacks of allocations cost a third of the speed; a finding is run again without this to see them.
export ASAN_OPTIONS=malloc_context_size=1:${ASAN_OPTIONS:-}
exec "$binary" "${options[@]}" -artifact_prefix="$folder/findings/$target-" "$folder/corpus/$target" "tests/fuzz/corpus/$target"
