# Part of deploy/demo.sh: how it speaks, and runs what it plays. Needs $world.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
part=0
step() { part=$((part + 1)); printf '\n%s%d. %s%s\n' "$bold" "$part" "$1" "$plain"; }
say() { printf '   %s\n' "$@"; }
fail() {
  printf '\ndemo: FAILED: %s\n' "$1" >&2
  if [ -s "$world/last.log" ]; then printf 'The last command was: %s\nIt said:\n' "$last" >&2; tail -n 20 "$world/last.log" >&2; fi
  exit 1
}

# quietly COMMAND...: runs it; what it prints goes to last.log, and is shown if it fails.
last=''
quietly() {
  last="$*"
  "$@" >"$world/last.log" 2>&1 </dev/null || fail "a command ended with code $?"
}
# field NAME: the value of a text field in one-line JSON on standard input; the first one.
field() { grep -oE "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
